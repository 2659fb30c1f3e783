import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Coffee } from "lucide-react";
import type { ReactNode } from "react";

import { useMe, useOutline } from "../live/hooks";
import type { Conversation, Wait, Waits } from "../protocol";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { LastLine } from "../ui/LastLine";
import { Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import { Skeleton } from "../ui/Skeleton";
import { useNow } from "../ui/now";
import { MINUTE, span } from "../ui/time";
import * as api from "./api";
import styles from "./Dashboard.module.css";
import { useLive } from "./useLive";

type Address = { filter: "mine" | "unassigned" | "all"; waiting?: number };

/** How many customers wait, and the longest of them: each leads to the list. */
export function WaitTiles({ waits }: { waits: Waits | null }) {
  const { t } = useLingui();
  const minutes = waits?.minutes ?? 0;
  return (
    <nav className={styles.tiles} aria-label={t`Who waits now`}>
      <Tile name={<Trans>Waiting for me</Trans>} wait={waits?.mine ?? null} minutes={minutes} address={{ filter: "mine" }} />
      <Tile name={<Trans>Waiting for anybody</Trans>} wait={waits?.nobodys ?? null} minutes={minutes} address={{ filter: "unassigned" }} />
      <Tile name={<Trans>All who wait</Trans>} wait={waits?.all ?? null} minutes={minutes} address={{ filter: "all" }} />
      <LongTile waits={waits} />
    </nav>
  );
}

function Tile({ name, wait, minutes, address }: { name: ReactNode; wait: Wait | null; minutes: number; address: Address }) {
  const now = useNow();
  const since = wait?.longest_since ?? null;
  const waited = since === null ? 0 : Math.max(0, now - Date.parse(since));
  const long = since !== null && waited > minutes * MINUTE;
  return (
    <WayTo address={address} tone={long ? "long" : undefined}>
      <span className={styles.tileName}>{name}</span>
      {wait ? <strong>{wait.count}</strong> : <Skeleton width={44} height={26} />}
      <span className={styles.tileHint}>{!wait ? <Skeleton width={90} /> : since === null ? <Trans>Nobody</Trans> : <Trans>longest {span(waited)}</Trans>}</span>
    </WayTo>
  );
}

function LongTile({ waits }: { waits: Waits | null }) {
  return (
    <WayTo address={{ filter: "all", waiting: waits?.minutes ?? 0 }} tone={(waits?.long ?? 0) > 0 ? "loud" : undefined}>
      <span className={styles.tileName}>
        <Trans>Waiting long</Trans>
      </span>
      {waits ? <strong>{waits.long}</strong> : <Skeleton width={44} height={26} />}
      <span className={styles.tileHint}>{waits ? <Trans>more than {span(waits.minutes * MINUTE)}</Trans> : <Skeleton width={90} />}</span>
    </WayTo>
  );
}

function WayTo({ address: { filter, waiting }, tone, children }: { address: Address; tone: "long" | "loud" | undefined; children: ReactNode }) {
  return (
    <Link
      to="/inbox/$filter/{-$conversation}"
      params={{ filter }}
      search={{ sort: "waiting", ...(waiting === undefined ? {} : { waiting }) }}
      className={styles.tile}
      data-tone={tone}
    >
      {children}
    </Link>
  );
}

const TYPES = ["conversation.created", "conversation.changed", "conversation.removed"] as const;

/** Those who wait longest, by name. */
export function Longest({ waits }: { waits: Waits | null }) {
  const { value, error, again } = useLive("waiting", api.waiting, TYPES);
  const minutes = waits?.minutes ?? Infinity;
  const items = value?.items.filter(({ waiting_since: since }) => since !== null) ?? null;
  return (
    <Panel title={<Trans>Who waits longest</Trans>}>
      {error && !value && (
        <Notice tone="bad" words={error.message}>
          <Button onClick={again}>
            <Trans>Try again</Trans>
          </Button>
        </Notice>
      )}
      {!items && !error && <ListSkeleton rows={4} />}
      {items?.length === 0 && (
        <EmptyState icon={<Coffee size={28} strokeWidth={1.3} />} title={<Trans>Nobody is waiting</Trans>}>
          <Trans>Every customer has an answer.</Trans>
        </EmptyState>
      )}
      {items && items.length > 0 && (
        <ul className={styles.list}>
          {items.map((conversation) => (
            <Waiter key={conversation.id} conversation={conversation} minutes={minutes} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Waiter({ conversation, minutes }: { conversation: Conversation; minutes: number }) {
  const { users, channels } = useOutline();
  const me = useMe()?.id;
  const now = useNow();
  const { contact, waiting_since: since, assignee, last_message: last } = conversation;
  const waited = Math.max(0, now - Date.parse(since ?? conversation.updated_at));
  const whose = assignee ? users.get(assignee)?.name : null;
  return (
    <li>
      <Link to="/inbox/$filter/{-$conversation}" params={{ filter: "all", conversation: conversation.id }} search={{ sort: "waiting" }} className={styles.row}>
        <Avatar id={contact.id} name={contact.name} picture={contact.picture} size={34} channel={channels.get(conversation.channel)?.kind} />
        <span className={styles.words}>
          <b dir="auto">{contact.name}</b>
          <span dir="auto">{last && <LastLine message={last} me={me} />}</span>
        </span>
        <span className={styles.whose}>{whose ?? <Trans>Nobody’s</Trans>}</span>
        <span className={clsx(styles.wait, waited > minutes * MINUTE && styles.long)}>{span(waited)}</span>
      </Link>
    </li>
  );
}

export function ListSkeleton({ rows }: { rows: number }) {
  return (
    <div className={styles.list} aria-hidden>
      {Array.from({ length: rows }, (_, place) => (
        <div key={place} className={styles.row}>
          <Skeleton width={34} height={34} round />
          <span className={styles.words}>
            <Skeleton width="40%" />
            <Skeleton width="70%" />
          </span>
          <Skeleton width={56} />
        </div>
      ))}
    </div>
  );
}
