import type { Check, MailContent } from "./content";

export interface Verdict {
  outcome: "passed" | "failed";
  /** By which checks, as they are called. */
  checks: string;
}

const NAMES: Record<Check, string> = { dmarc: "DMARC", dkim: "DKIM", spf: "SPF" };
const ORDER: readonly Check[] = ["dmarc", "dkim", "spf"];

/** What the receiving server found out about the sender. DMARC decides, being about the address people see; without it a signature does,
 * and a failure counts only when nothing speaks for the mail. null: nobody knows. */
export function verdictOf({ verdicts = {} }: MailContent): Verdict | null {
  const outcome = outcomeOf(verdicts);
  if (!outcome) return null;
  const said = ORDER.filter((check) => verdicts[check] === (outcome === "passed" ? "pass" : "fail"));
  return { outcome, checks: said.map((check) => NAMES[check]).join(", ") };
}

function outcomeOf({ dmarc, dkim, spf }: NonNullable<MailContent["verdicts"]>): Verdict["outcome"] | null {
  if (dmarc === "pass") return "passed";
  if (dmarc === "fail") return "failed";
  if (dkim === "pass") return "passed";
  if (dkim === "fail" && spf !== "pass") return "failed";
  return spf === "fail" ? "failed" : null;
}
