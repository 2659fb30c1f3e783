import { Trans, useLingui } from "@lingui/react/macro";
import { AlarmClock, ChevronDown, ChevronsUp, ChevronUp } from "lucide-react";
import { memo, type MouseEvent } from "react";

import { useMe, useTyping } from "../live/hooks";
import type { ChannelKind, Conversation, Id } from "../protocol";
import { Avatar } from "../ui/Avatar";
import { useNow } from "../ui/now";
import { LastLine } from "../ui/LastLine";
import { TimeAgo } from "../ui/TimeAgo";
import { MINUTE, span, upcoming } from "../ui/time";
import styles from "./ConversationRow.module.css";
import { useCarrying } from "./dragging";
import { usePriorityWords } from "./priorityWords";
import type { RowLink } from "./rowLink";

const WAITS_LONG = 10 * MINUTE; // from then on the row says how long

interface ConversationRowProps {
  conversation: Conversation;
  channel: ChannelKind | undefined;
  link: RowLink;
  current: boolean;
  chosen?: boolean;
  /** Where Tab enters the list. */
  stop?: boolean;
  onToggle?: (id: Id) => void;
  onReach?: (id: Id) => void;
  onFocus?: (id: Id) => void;
}

/** One conversation in the list: who, when, what was said last, and what it asks for. */
export const ConversationRow = memo(function ConversationRow({ conversation, channel, link, current, chosen = false, stop = true, onToggle, onReach, onFocus }: ConversationRowProps) {
  const { t } = useLingui();
  const { begin, end } = useCarrying();
  const { id, contact, unread, last_message: last } = conversation;
  /** With shift or the command key it is chosen instead of opened. */
  const onClick = (event: MouseEvent): void => {
    event.preventDefault();
    if (event.shiftKey && onReach) onReach(id);
    else if ((event.ctrlKey || event.metaKey) && onToggle) onToggle(id);
    else link.open(id);
  };
  return (
    <>
      <a
        href={link.href(id)}
        className={styles.row}
        data-row={id}
        data-unread={unread > 0 || undefined}
        data-chosen={chosen || undefined}
        aria-current={current ? "page" : undefined}
        tabIndex={stop ? 0 : -1}
        onClick={onClick}
        onFocus={() => onFocus?.(id)}
        onDragStart={(event) => begin(event, id)}
        onDragEnd={end}
      >
        <Avatar id={contact.id} name={contact.name} picture={contact.picture} channel={channel} />
        <span className={styles.name}>
          {conversation.priority > 0 && <Priority priority={conversation.priority} />}
          <span dir="auto">{contact.name}</span>
          <Tags tags={conversation.tags} />
        </span>
        <TimeAgo className={styles.time} at={last?.at ?? conversation.created_at} />
        <span className={styles.last}>
          <LastWords conversation={conversation} />
        </span>
        <Asks conversation={conversation} />
      </a>
      {onToggle && (
        <input
          type="checkbox"
          className={styles.check}
          checked={chosen}
          tabIndex={-1} // by keys: x
          aria-label={t`Choose ${contact.name}`}
          onChange={() => undefined}
          onClick={(event) => (event.shiftKey && onReach ? onReach(id) : onToggle(id))}
        />
      )}
    </>
  );
});

/** The first one, and how many more: a row has room for no more. */
function Tags({ tags }: { tags: readonly string[] }) {
  const [first] = tags;
  if (first === undefined) return null;
  return (
    <i dir="auto" title={tags.join(", ")}>
      {first}
      {tags.length > 1 && ` +${tags.length - 1}`}
    </i>
  );
}

const MARKS = [null, ChevronDown, ChevronUp, ChevronsUp] as const;

function Priority({ priority }: { priority: number }) {
  const words = usePriorityWords()[priority];
  const Mark = MARKS[priority];
  return Mark ? <Mark className={styles.priority} data-priority={priority} size={14} strokeWidth={2.4} role="img" aria-label={words} /> : null;
}

function LastWords({ conversation }: { conversation: Conversation }) {
  const typing = useTyping(conversation.id);
  const me = useMe()?.id;
  if (typing.some((who) => who.kind === "customer")) {
    return (
      <span className={styles.typing}>
        <Trans>typing…</Trans>
      </span>
    );
  }
  return conversation.last_message ? <LastLine message={conversation.last_message} me={me} /> : null;
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
        <AlarmClock size={12} aria-hidden />
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
        <span className={styles.unread} role="img" aria-label={t`${unread} unread`}>
          {unread > 99 ? "99+" : unread}
        </span>
      )}
    </span>
  );
}
