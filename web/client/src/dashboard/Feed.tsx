import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { CheckCheck, FileText, History, type LucideIcon, Megaphone, UserCheck } from "lucide-react";
import { type ReactNode, useState } from "react";

import { useOutline } from "../live/hooks";
import type { Event, FeedCampaign, FeedConversation, FeedQuotation } from "../protocol";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import { TimeAgo } from "../ui/TimeAgo";
import * as api from "./api";
import styles from "./Dashboard.module.css";
import { campaignWords, quotationWords } from "./feedWords";
import { useLive } from "./useLive";
import { ListSkeleton } from "./Waits";

const FEW = 10; // on a narrow screen, where the rest comes below everything else
const TYPES = ["message.created", "quotation.changed", "campaign.changed"] as const;

/** What happened lately: who was given what, what was resolved, how quotations and campaigns go on. */
export function Feed() {
  const { t } = useLingui();
  const [whole, setWhole] = useState(false);
  const { value, error, again } = useLive("feed", api.feed, TYPES, tells);
  return (
    <Panel title={<Trans>Activity</Trans>}>
      {error && !value && (
        <Notice tone="bad" words={error.message}>
          <Button onClick={again}>
            <Trans>Try again</Trans>
          </Button>
        </Notice>
      )}
      {!value && !error && <ListSkeleton rows={6} />}
      {value?.items.length === 0 && (
        <EmptyState icon={<History size={28} strokeWidth={1.3} />} title={<Trans>Nothing yet</Trans>}>
          <Trans>What colleagues take, resolve, offer and send shows here.</Trans>
        </EmptyState>
      )}
      {value && value.items.length > 0 && (
        <ol className={styles.feed} aria-label={t`Activity`} data-whole={whole || undefined}>
          {value.items.map((entry) => (
            <li key={entry.id}>{entry.type === "conversation" ? <OfConversation entry={entry} /> : entry.type === "quotation" ? <OfQuotation entry={entry} /> : <OfCampaign entry={entry} />}</li>
          ))}
        </ol>
      )}
      {value && value.items.length > FEW && !whole && (
        <Button kind="quiet" className={styles.further} onClick={() => setWhole(true)}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </Panel>
  );
}

/** Most messages say nothing of this kind. */
function tells(event: Event): boolean {
  return event.type !== "message.created" || event.message.kind === "system";
}

function OfConversation({ entry }: { entry: FeedConversation }) {
  const { users } = useOutline();
  const name = (id: string | null): string | null => (id === null ? null : (users.get(id)?.name ?? null));
  const by = name(entry.by);
  const to = name(entry.to);
  return (
    <Line
      icon={entry.event === "resolved" ? CheckCheck : UserCheck}
      at={entry.at}
      alone={by === null}
      way={
        <Link to="/inbox/$filter/{-$conversation}" params={{ filter: "all", conversation: entry.conversation }} dir="auto">
          {entry.contact_name}
        </Link>
      }
    >
      {entry.event === "resolved" ? (
        by ? <Trans>{by} resolved</Trans> : <Trans>Resolved</Trans>
      ) : to === null ? (
        by ? <Trans>{by} gave back to the queue</Trans> : <Trans>Back in the queue</Trans>
      ) : by === null ? (
        <Trans>Given to {to}</Trans>
      ) : by === to ? (
        <Trans>{by} took</Trans>
      ) : (
        <Trans>{by} gave to {to}</Trans>
      )}
    </Line>
  );
}

function OfQuotation({ entry: { at, move, quotation } }: { entry: FeedQuotation }) {
  const { t } = useLingui();
  return (
    <Line
      icon={FileText}
      at={at}
      alone={!move.name && move.by !== "customer"}
      way={
        <Link to="/quotations/$quotation" params={{ quotation: quotation.id }} search={{}} dir="auto">
          {[quotation.number ?? t`Draft`, quotation.customer_name].filter(Boolean).join(" · ")}
        </Link>
      }
    >
      {quotationWords(move)}
    </Line>
  );
}

function OfCampaign({ entry }: { entry: FeedCampaign }) {
  const { users } = useOutline();
  const by = entry.by === null ? null : (users.get(entry.by)?.name ?? null);
  return (
    <Line
      icon={Megaphone}
      at={entry.at}
      alone={by === null}
      way={
        <Link to="/campaigns/$campaign" params={{ campaign: entry.campaign }} search={{}} dir="auto">
          {entry.name}
        </Link>
      }
    >
      {campaignWords(entry.state, by)}
    </Line>
  );
}

function Line({ icon: Sign, at, way, alone, children }: { icon: LucideIcon; at: string; way: ReactNode; alone: boolean; children: ReactNode }) {
  return (
    <>
      <Sign size={15} strokeWidth={1.8} aria-hidden />
      <span className={styles.happened}>
        {alone ? (
          <>
            {way} <span>· {children}</span>
          </>
        ) : (
          <>
            <span dir="auto">{children}</span> {way}
          </>
        )}
      </span>
      <TimeAgo at={at} className={styles.time ?? ""} />
    </>
  );
}
