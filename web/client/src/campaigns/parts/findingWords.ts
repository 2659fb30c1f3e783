import { plural } from "@lingui/core/macro";

import type { Finding } from "../../protocol";
import { said } from "../../said/said";

const SKIPPED: Record<string, (count: number) => string> = {
  opted_out: (count) => plural(count, { one: "# person opted out", other: "# people opted out" }),
  blocked: (count) => plural(count, { one: "# person is blocked as spam", other: "# people are blocked as spam" }),
  no_consent: (count) => plural(count, { one: "# person never agreed to marketing", other: "# people never agreed to marketing" }),
  unreachable: (count) => plural(count, { one: "# person has no WhatsApp number", other: "# people have no WhatsApp number" }),
  bad_number: (count) => plural(count, { one: "# person has a number that cannot be one", other: "# people have a number that cannot be one" }),
  duplicate: (count) => plural(count, { one: "# person shares the number with another recipient", other: "# people share their number with another recipient" }),
  written_recently: (count) => plural(count, { one: "# person was written to by a campaign recently", other: "# people were written to by a campaign recently" }),
  too_often: (count) => plural(count, { one: "# person gets enough messages of campaigns within a day", other: "# people get enough messages of campaigns within a day" }),
  template: (count) => plural(count, { one: "# person reads a language there is no template in", other: "# people read a language there is no template in" }),
  parameters: (count) => plural(count, { one: "# person lacks what the template is filled with", other: "# people lack what the template is filled with" }),
  cancelled: (count) => plural(count, { one: "# person waited when the campaign was cancelled", other: "# people waited when the campaign was cancelled" }),
  gone: (count) => plural(count, { one: "# person is no longer there", other: "# people are no longer there" }),
};

const WARNED: Record<string, (count: number) => string> = {
  no_consent: (count) => plural(count, { one: "# person has not said whether marketing is wanted", other: "# people have not said whether they want marketing" }),
  us_marketing: (count) => plural(count, { one: "# person has a US number, where WhatsApp delivers no marketing", other: "# people have a US number, where WhatsApp delivers no marketing" }),
};

/** Why so many get nothing, in the reader's language; null for a reason this page does not know. */
export function skippedWords(reason: string | null, count: number): string | null {
  return SKIPPED[reason ?? ""]?.(count) ?? null;
}

/** What a pre-flight found. */
export function findingWords({ level, code, count, message }: Finding): string {
  const known = level === "skip" ? SKIPPED[code] : level === "warning" ? WARNED[code] : undefined;
  return known && count > 0 ? known(count) : said(message);
}
