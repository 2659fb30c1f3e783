import { t } from "@lingui/core/macro";

import type { QuotationState } from "../../protocol";

const QUOTATIONS: Record<QuotationState, () => string> = {
  draft: () => t`is a draft`,
  issued: () => t`was issued`,
  sent: () => t`was sent`,
  seen: () => t`was seen`,
  accepted: () => t`was accepted`,
  declined: () => t`was declined`,
  change_requested: () => t`is to be changed`,
  expired: () => t`has expired`,
  void: () => t`was made void`,
};

/** What became of a quotation, after its number. */
export function quotationWord(state: QuotationState): string {
  return QUOTATIONS[state]();
}

const RECIPIENTS: Record<string, () => string> = {
  waiting: () => t`waits to be sent`,
  claimed: () => t`is being sent`,
  sent: () => t`was sent`,
  delivered: () => t`arrived`,
  read: () => t`was read`,
  replied: () => t`was answered`,
  failed: () => t`could not be sent`,
  unknown: () => t`it is not known whether it arrived`,
  skipped: () => t`was not sent`,
};

export function recipientWord(state: string): string {
  return RECIPIENTS[state]?.() ?? state;
}
