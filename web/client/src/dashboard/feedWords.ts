import { t } from "@lingui/core/macro";

import type { CampaignState, QuotationMove } from "../protocol";

/** Who brought a quotation where. */
export function quotationWords({ to_state: state, by, name }: QuotationMove): string {
  const who = name || (by === "customer" ? t`The customer` : "");
  if (!who) return ofItself(state);
  const words: Record<QuotationMove["to_state"], string> = {
    draft: t`${who} began a new version`,
    issued: t`${who} issued`,
    sent: t`${who} sent`,
    seen: t`${who} opened`,
    accepted: t`${who} accepted`,
    declined: t`${who} declined`,
    change_requested: t`${who} asked to change`,
    expired: t`Expired`,
    void: t`${who} made void`,
  };
  return words[state];
}

function ofItself(state: QuotationMove["to_state"]): string {
  const words: Record<QuotationMove["to_state"], string> = {
    draft: t`A new version`,
    issued: t`Issued`,
    sent: t`Sent`,
    seen: t`Opened`,
    accepted: t`Accepted`,
    declined: t`Declined`,
    change_requested: t`A change is wanted`,
    expired: t`Expired`,
    void: t`Void`,
  };
  return words[state];
}

/** Who brought a campaign where; the product itself, when nobody did. */
export function campaignWords(state: CampaignState, by: string | null): string {
  const who = by ?? "";
  const words: Record<CampaignState, readonly [by: string, alone: string]> = {
    draft: [t`${who} took back`, t`A draft again`],
    scheduled: [t`${who} scheduled`, t`Scheduled`],
    starting: [t`${who} started`, t`Started`],
    running: [t`${who} resumed`, t`Is being sent`],
    paused: [t`${who} paused`, t`Paused by itself`],
    done: [t`${who} ended`, t`All sent`],
    cancelled: [t`${who} cancelled`, t`Cancelled`],
  };
  return words[state][by === null ? 1 : 0];
}
