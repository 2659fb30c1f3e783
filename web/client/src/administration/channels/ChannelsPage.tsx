import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Plug, Plus } from "lucide-react";

import { useMe } from "../../live/hooks";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Channel, Health, NumberHealth, Page } from "../../protocol";
import { EmptyState } from "../../ui/EmptyState";
import { Mark } from "../../ui/Panel";
import parts from "../../ui/parts.module.css";
import { TimeAgo } from "../../ui/TimeAgo";
import { useChannelWords } from "../../ui/useChannelWords";
import * as api from "../api";
import { Section } from "../parts/Section";
import styles from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import own from "./Channels.module.css";
import { standing } from "./standing";
import { useQualityWords } from "./useQualityWords";
import { useStandingWords } from "./useStandingWords";

const ALL = new URLSearchParams({ limit: "200" });

/** Everything customers write to, and how each fares. */
export default function ChannelsPage() {
  const { t } = useLingui();
  const administers = useMe()?.role === "admin";
  const { value, error, again } = useLoaded<Page<Channel>>("channels", (signal) => api.channels.list(ALL, signal));
  const health = useLoaded<Health>("health", api.health);
  useHearing(["channel.changed", "channel.removed"], () => (again(), health.again()));
  const add = administers && (
    <Link to="/administration/channels/$channel" params={{ channel: "new" }} className={parts.button} data-main>
      <Plus size={16} aria-hidden />
      <Trans>Set up a channel</Trans>
    </Link>
  );
  const found = value?.items.toSorted(byNeed) ?? [];
  return (
    <Section broad title={<Trans>Channels</Trans>} actions={add}>
      {!value && <Waiting error={error} again={again} />}
      {value && found.length === 0 && (
        <EmptyState icon={<Plug size={30} strokeWidth={1.3} />} title={<Trans>No channel yet</Trans>} action={add}>
          {administers ? <Trans>Connect a number: it is led through step by step, and tested at the end.</Trans> : <Trans>An administrator connects the first number.</Trans>}
        </EmptyState>
      )}
      {found.length > 0 && (
        <ul className={styles.list} aria-label={t`Channels`}>
          {found.map((channel) => (
            <li key={channel.id}>
              <ChannelRow channel={channel} health={health.value?.numbers.find((number) => number.channel === channel.id)} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function ChannelRow({ channel, health }: { channel: Channel; health: NumberHealth | undefined }) {
  const words = useQualityWords();
  const { tone, words: standingWords } = useStandingWords(standing(channel, health));
  const name = useChannelWords(channel);
  return (
    <Link to="/administration/channels/$channel" params={{ channel: channel.id }} className={`${styles.row} ${own.row}`}>
      <span className={styles.name}>
        <b dir="auto">{name}</b>
        <small>{channel.address}</small>
      </span>
      <span className={styles.marks}>
        <Mark tone={tone}>{standingWords}</Mark>
      </span>
      <span className={styles.quiet}>{[words.quality(channel.quality), words.tier(channel.tier)].filter(Boolean).join(" · ")}</span>
      <span className={`${styles.quiet} ${styles.end}`}>
        {health?.last_inbound_at ? <TimeAgo at={health.last_inbound_at} /> : channel.state === "deactivated" ? null : <Trans>nothing heard yet</Trans>}
      </span>
    </Link>
  );
}

const ORDER: Record<Channel["state"], number> = { unconfigured: 0, paused: 1, active: 2, deactivated: 3 };

function byNeed(one: Channel, other: Channel): number {
  return ORDER[one.state] - ORDER[other.state] || one.name.localeCompare(other.name);
}
