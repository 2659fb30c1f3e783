import { t } from "@lingui/core/macro";

import type { Template } from "../../protocol";
import { lacking } from "../parts/template";
import { moment, ownZone } from "../parts/zones";
import type { Fields } from "./fields";
import { namesSomebody } from "./rows";
import type { Step } from "./steps";

/** What can be seen to be missing without asking the server, at the step where it is mended. */
export function problemsOf(fields: Fields, templates: Iterable<Template>, now: number): Partial<Record<Step, string>> {
  const known = [...templates];
  const of = (content: Fields["template"]): string | null => {
    const lack = content && lacking(content, known, fields.channel);
    if (lack === "template") return t`A chosen template cannot be sent.`;
    if (lack === "parameters") return t`Say what fills each gap.`;
    return lack === "media" ? t`Choose the file above the text.` : null;
  };
  const first = fields.template === null ? t`Choose a template.` : of(fields.template);
  const variants = fields.variants.map(({ template }) => of(template)).find(Boolean);
  const later = fields.steps.map(({ template }) => of(template)).find(Boolean);
  const { schedule, sending } = fields;
  const past = schedule !== null && moment(schedule.at, schedule.time_zone ?? ownZone()) < now;
  const found: [Step, string | null | undefined][] = [
    ["audience", !fields.name.trim() ? t`Give it a name.` : namesSomebody(fields.audience) ? null : t`Say whom it goes to.`],
    ["content", first ?? variants ?? (fields.variants.reduce((sum, { share }) => sum + share, 0) > 100 ? t`The shares come to more than 100 %.` : null)],
    ["other_ways", fields.fallback.some(({ text, subject }) => !text.trim() || subject?.trim() === "") ? t`Say what is written there.` : null],
    ["follow_ups", later],
    ["sending", past ? t`Its time is past.` : sending.quiet_hours?.begins === sending.quiet_hours?.ends && sending.quiet_hours ? t`The quiet hours are empty.` : null],
  ];
  return Object.fromEntries(found.filter(([, words]) => words));
}
