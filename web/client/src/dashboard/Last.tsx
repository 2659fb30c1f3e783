import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Inbox } from "lucide-react";

import { useOutline } from "../live/hooks";
import type { Conversation } from "../protocol";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { kindWord } from "../ui/kindWord";
import { Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import parts from "../ui/parts.module.css";
import { TimeAgo } from "../ui/TimeAgo";
import * as api from "./api";
import styles from "./Dashboard.module.css";
import { useLive } from "./useLive";
import { ListSkeleton } from "./Waits";

const TYPES = ["conversation.created", "conversation.changed", "conversation.removed", "message.created"] as const;

/** The last ten conversations in which something was said. */
export function Last() {
  const { value, error, again } = useLive("last", api.last, TYPES);
  return (
    <Panel
      title={<Trans>Last conversations</Trans>}
      acts={
        <Link to="/inbox/$filter/{-$conversation}" params={{ filter: "all" }} className={parts.button} data-quiet>
          <Trans>All</Trans>
        </Link>
      }
    >
      {error && !value && (
        <Notice tone="bad" words={error.message}>
          <Button onClick={again}>
            <Trans>Try again</Trans>
          </Button>
        </Notice>
      )}
      {!value && !error && <ListSkeleton rows={5} />}
      {value?.items.length === 0 && (
        <EmptyState icon={<Inbox size={28} strokeWidth={1.3} />} title={<Trans>No conversation yet</Trans>}>
          <Trans>Customers who write to a number of yours appear here.</Trans>
        </EmptyState>
      )}
      {value && value.items.length > 0 && (
        <ul className={styles.list}>
          {value.items.map((conversation) => (
            <Row key={conversation.id} conversation={conversation} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ conversation }: { conversation: Conversation }) {
  const { channels, users } = useOutline();
  const { contact, last_message: last, unread, assignee } = conversation;
  return (
    <li>
      <Link to="/inbox/$filter/{-$conversation}" params={{ filter: "all", conversation: conversation.id }} className={styles.row} data-unread={unread > 0 || undefined}>
        <Avatar id={contact.id} name={contact.name} picture={contact.picture} size={34} channel={channels.get(conversation.channel)?.kind} />
        <span className={styles.words}>
          <b dir="auto">{contact.name}</b>
          <span dir="auto">{last && (last.excerpt || kindWord(last.kind))}</span>
        </span>
        {unread > 0 && <span className={styles.unread}>{unread}</span>}
        <span className={styles.whose}>{assignee && users.get(assignee)?.name}</span>
        <TimeAgo at={last?.at ?? conversation.created_at} className={styles.time ?? ""} />
      </Link>
    </li>
  );
}
