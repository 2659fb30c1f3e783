import { t } from "@lingui/core/macro";

import type { Finding } from "../../protocol";

export const STEPS = ["audience", "content", "other_ways", "follow_ups", "replies", "sending", "review"] as const;
export type Step = (typeof STEPS)[number];

const WORDS: Record<Step, () => string> = {
  audience: () => t`Audience`,
  content: () => t`Content`,
  other_ways: () => t`Other ways`,
  follow_ups: () => t`Follow-ups`,
  replies: () => t`Replies`,
  sending: () => t`Sending`,
  review: () => t`Review`,
};

export function stepWord(step: Step): string {
  return WORDS[step]();
}

export function stepOf(word: string | undefined): Step | null {
  return STEPS.find((step) => step === word) ?? null;
}

const OF_FINDING: Record<string, Step> = {
  audience: "audience",
  nobody: "audience",
  channel: "audience",
  template: "content",
  parameters: "content",
  media: "content",
  quality: "content",
  no_consent: "sending",
  written_recently: "sending",
  too_often: "sending",
  tier: "sending",
  fallback: "other_ways",
};

/** Where what a pre-flight found is mended. What it says of a follow-up begins with that. */
export function stepOfFinding({ code, message }: Pick<Finding, "code" | "message">): Step | null {
  if (/^Step \d/.test(message)) return "follow_ups";
  return OF_FINDING[code] ?? null;
}
