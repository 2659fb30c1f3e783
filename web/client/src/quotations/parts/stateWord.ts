import { t } from "@lingui/core/macro";

import type { QuotationState } from "../../protocol";

const WORDS: Record<QuotationState, () => string> = {
  draft: () => t`Draft`,
  issued: () => t`Issued`,
  sent: () => t`Sent`,
  seen: () => t`Seen`,
  accepted: () => t`Accepted`,
  declined: () => t`Declined`,
  change_requested: () => t`Change requested`,
  expired: () => t`Expired`,
  void: () => t`Void`,
};

export const STATES = Object.keys(WORDS) as QuotationState[];

export function stateWord(state: QuotationState): string {
  return WORDS[state]();
}
