import { useLingui } from "@lingui/react/macro";
import { useCallback } from "react";

import type { Notification, NotificationKind } from "../protocol";
import { useSaid } from "../said/useSaid";

export interface Words {
  title: string;
  /** What was said, or why. */
  detail: string;
}

/** A notification in the reader's own language. */
export function useWords(): (notification: Notification) => Words {
  const { t } = useLingui();
  const said = useSaid();
  return useCallback(
    ({ kind, who: name, detail, text }) => {
      const who = name || t`a customer`;
      const minutes = Number(detail);
      const words: Record<NotificationKind, Words> = {
        mentioned: { title: t`You were mentioned: ${who}`, detail },
        assigned_to_me: { title: t`${who} is yours`, detail: detail ? t`${detail} gave you the conversation` : t`By the rules of the office` },
        reply_in_mine: { title: t`${who} wrote`, detail },
        failed_send: { title: t`Not sent to ${who}`, detail: said(detail) },
        waiting: { title: t`${who} is waiting`, detail: minutes > 0 ? t`for more than ${minutes} min` : "" },
        quotation_answered: { title: t`Quotation answered: ${who}`, detail: said(detail) },
        quotation_approval: { title: t`Discount for ${who}`, detail: said(detail) },
        quotation_expiring: { title: t`Quotation about to expire: ${who}`, detail },
      };
      // from before the parts were kept
      return name || detail ? (words[kind] ?? { title: text, detail: "" }) : { title: text, detail: "" };
    },
    [t, said],
  );
}

/** The page it is about. */
export function addressOf({ kind, conversation, subject }: Notification): string {
  if (kind.startsWith("quotation_") && subject) return `/quotations/${subject}`;
  if (!conversation) return "/inbox";
  return `/inbox/all/${conversation}${subject && !kind.startsWith("quotation_") ? `?message=${subject}` : ""}`;
}
