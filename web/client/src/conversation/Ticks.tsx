import { useLingui } from "@lingui/react/macro";

import type { Message } from "../protocol";
import styles from "./Ticks.module.css";

const SINGLE = "M1.5 6.4 4.5 9.4 10.1 2.6";
const DOUBLE = "M1 6.4 4 9.4 9.6 2.6M6.7 7.7 8.3 9.4 14.4 2.6";

/** What became of a send, in one small drawing with words for those who hear the page. */
export function Ticks({ status }: { status: Message["status"] }) {
  const label = useStatusWords(status);
  if (!label) return null;
  return (
    <svg className={styles.ticks} data-status={status} viewBox="0 0 15.4 12" role="img" aria-label={label}>
      <title>{label}</title>
      <Drawing status={status} />
    </svg>
  );
}

function Drawing({ status }: { status: Message["status"] }) {
  switch (status) {
    case "queued":
      return <path d="M7.5 1a5 5 0 1 0 0 10 5 5 0 0 0 0-10M7.5 3.500V6l1.7 1.2" />;
    case "sending":
      return <path className={styles.turning} d="M7.5 1a5 5 0 1 0 5 5" />;
    case "accepted":
    case "sent":
      return <path d={SINGLE} transform="translate(2)" />;
    case "delivered":
    case "read":
      return <path d={DOUBLE} />;
    case "played":
      return <path d="M4.5 5.500v1a3 3 0 0 0 6 0v-1M7.5 9.500v1.500M7.5 1a1.5 1.5 0 0 1 1.5 1.500v4a1.5 1.5 0 0 1-3 0v-4A1.5 1.5 0 0 1 7.5 1" />;
    case "failed":
      return <path d="M7.5 1a5 5 0 1 0 0 10 5 5 0 0 0 0-10M7.5 3.300v3.200M7.5 8.600v.1" />;
    default:
      return <path d="M7.5 1a5 5 0 1 0 0 10 5 5 0 0 0 0-10M6 4.800c.2-2 3-1.8 3-.1 0 1.1-1.5 1.2-1.5 2.300M7.5 8.800v.1" />;
  }
}

/** The status as a person would say it; null for what nobody sent. */
function useStatusWords(status: Message["status"]): string | null {
  const { t } = useLingui();
  const words: Record<Message["status"], string | null> = {
    received: null,
    queued: t`Waits to be sent`,
    sending: t`Being sent`,
    accepted: t`Handed over`,
    sent: t`Sent`,
    delivered: t`Delivered`,
    read: t`Read`,
    played: t`Played`,
    failed: t`Not sent`,
    unknown: t`Perhaps sent`,
  };
  return words[status];
}
