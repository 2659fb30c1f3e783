import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { AtSign, BadgePercent, Circle, CircleDot, Clock3, FileClock, FileCheck2, type LucideIcon, MessageCircle, TriangleAlert, UserCheck } from "lucide-react";

import type { Notification, NotificationKind } from "../protocol";
import { IconButton } from "../ui/IconButton";
import { TimeAgo } from "../ui/TimeAgo";
import styles from "./Centre.module.css";
import { addressOf, useWords } from "./useWords";

const SIGNS: Record<NotificationKind, LucideIcon> = {
  mentioned: AtSign,
  assigned_to_me: UserCheck,
  reply_in_mine: MessageCircle,
  failed_send: TriangleAlert,
  waiting: Clock3,
  quotation_answered: FileCheck2,
  quotation_approval: BadgePercent,
  quotation_expiring: FileClock,
};
const TONES: Partial<Record<NotificationKind, string>> = { failed_send: "bad", waiting: "mark", quotation_expiring: "mark" };

interface EntryProps {
  notification: Notification;
  onOpen: (notification: Notification) => void;
  onRead: (read: boolean) => void;
}

/** One thing somebody was told, and the way to it. */
export function Entry({ notification, onOpen, onRead }: EntryProps) {
  const { t } = useLingui();
  const { kind, read, count, at } = notification;
  const { title, detail } = useWords()(notification);
  const Sign = SIGNS[kind] ?? MessageCircle;
  return (
    <li className={styles.entry} data-unread={!read || undefined}>
      <Link
        to={addressOf(notification)}
        className={styles.way}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return onRead(true); // in a tab of its own
          event.preventDefault();
          onOpen(notification);
        }}
      >
        <span className={styles.sign} data-tone={TONES[kind]} aria-hidden>
          <Sign size={16} strokeWidth={1.8} />
        </span>
        <span className={styles.words}>
          <span className={styles.line}>
            <b dir="auto">{title}</b>
            {count > 1 && (
              <span className={styles.many} title={t`${count} times`}>
                {count}
              </span>
            )}
            <TimeAgo at={at} className={styles.time ?? ""} />
          </span>
          {detail && (
            <span className={styles.detail} dir="auto">
              {detail}
            </span>
          )}
          {!read && <span className="unseen">{t`Unread`}</span>}
        </span>
      </Link>
      <IconButton className={styles.toggle} label={read ? t`Mark as unread` : t`Mark as read`} icon={read ? <Circle size={13} /> : <CircleDot size={13} />} onClick={() => onRead(!read)} />
    </li>
  );
}
