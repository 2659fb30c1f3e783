import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { BellOff } from "lucide-react";
import { memo } from "react";

import type { Filter } from "../live/filters";
import { useOutline, useTyping } from "../live/hooks";
import type { Conversation } from "../protocol";
import { Avatar } from "../ui/Avatar";
import { useNow } from "../ui/now";
import { TimeAgo } from "../ui/TimeAgo";
import { MINUTE, span, upcoming } from "../ui/time";
import styles from "./ConversationRow.module.css";
import { LastLine } from "./LastLine";

const WAITS_LONG = 10 * MINUTE; // from then on the row says how long

interface ConversationRowProps {
  conversation: Conversation;
  filter: Filter;
  current: boolean;
}

/** One conversation in the list: who, when, what was said last, and what it asks for. */
export const ConversationRow = memo(function ConversationRow({ conversation, filter, current }: ConversationRowProps) {
  const { channels } = useOutline();
  const { contact, unread, last_message: last } = conversation;
  return (
    <Link
      to="/inbox/$filter/{-$conversation}"
      params={{ filter, conversation: conversation.id }}
      className={styles.row}
      data-row={conversation.id}
      data-unread={unread > 0 || undefined}
      aria-current={current ? "page" : undefined}
    >
      <Avatar id={contact.id} name={contact.name} channel={channels.get(conversation.channel)?.kind} />
      <span className={styles.name} dir="auto">
        {contact.name}
      </span>
      <TimeAgo className={styles.time} at={last?.at ?? conversation.created_at} />
      <span className={styles.last}>
        <LastWords conversation={conversation} />
      </span>
      <Asks conversation={conversation} />
    </Link>
  );
});

function LastWords({ conversation }: { conversation: Conversation }) {
  const typing = useTyping(conversation.id);
  if (typing.some((who) => who.kind === "customer")) {
    return (
      <span className={styles.typing}>
        <Trans>typing…</Trans>
      </span>
    );
  }
  return conversation.last_message ? <LastLine message={conversation.last_message} /> : null;
}

/** How many came unread, how long the customer has waited, or until when it sleeps. */
function Asks({ conversation }: { conversation: Conversation }) {
  const { i18n, t } = useLingui();
  const now = useNow();
  const { unread, waiting_since: since, snoozed_until: until, state } = conversation;
  const waited = since && state === "open" ? now - Date.parse(since) : 0;
  if (state === "snoozed" && until) {
    return (
      <span className={styles.asleep}>
        <BellOff size={12} aria-hidden />
        {upcoming(until, now, i18n.locale)}
      </span>
    );
  }
  return (
    <span className={styles.asks}>
      {waited >= WAITS_LONG && (
        <span className={styles.waits}>
          <Trans>waits {span(waited)}</Trans>
        </span>
      )}
      {unread > 0 && (
        <span className={styles.unread} aria-label={t`${unread} unread`}>
          {unread > 99 ? "99+" : unread}
        </span>
      )}
    </span>
  );
}
