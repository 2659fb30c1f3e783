import { t } from "@lingui/core/macro";

import type { Outcome } from "../../protocol";

const WORDS: Record<Outcome, () => string> = {
  received: () => t`got it`,
  not_replied: () => t`did not answer`,
  replied: () => t`answered`,
  read: () => t`read it`,
  not_read: () => t`did not read it`,
  clicked: () => t`clicked`,
  not_clicked: () => t`did not click`,
  sent: () => t`were written to`,
  failed: () => t`could not be reached`,
  opted_out: () => t`opted out`,
};

export const OUTCOMES = Object.keys(WORDS) as Outcome[];

export function outcomeWord(outcome: Outcome): string {
  return WORDS[outcome]();
}
