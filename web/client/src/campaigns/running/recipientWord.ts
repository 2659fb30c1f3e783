import { useLingui } from "@lingui/react/macro";

import type { RecipientState } from "../../protocol";

export const recipientStates: readonly RecipientState[] = ["waiting", "sent", "delivered", "read", "replied", "failed", "unknown", "skipped"];

/** What became of one person's message, in a word. */
export function useRecipientWord(): (state: RecipientState) => string {
  const { t } = useLingui();
  const words: Record<RecipientState, string> = {
    waiting: t`Waiting`,
    claimed: t`On its way`,
    sent: t`Sent`,
    delivered: t`Delivered`,
    read: t`Read`,
    replied: t`Replied`,
    failed: t`Failed`,
    unknown: t`Unknown`,
    skipped: t`Left out`,
  };
  return (state) => words[state];
}
