import { Trans } from "@lingui/react/macro";
import { Stethoscope } from "lucide-react";

import { useActing } from "../../live/useActing";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Channel, ChannelHealth } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Fact, Facts, Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import { Waiting } from "../parts/Waiting";
import { Checks } from "./Checks";
import { useQualityWords } from "./useQualityWords";
import styles from "./Channels.module.css";

/** Quality, tier, token, subscription and the last test; tested again on a click. */
export function ChannelHealthPanel({ channel }: { channel: Channel }) {
  const { value: health, error, again } = useLoaded<ChannelHealth>(`channel-health/${channel.id}`, () => api.channels.health(channel.id));
  useHearing(["channel.changed", "message.created"], (events) =>
    events.some((event) => event.type === "channel.changed" || (event.type === "message.created" && event.message.channel === channel.id)) && again(),
  );
  const words = useQualityWords();
  const { busy, problem, run } = useActing();
  const test = () => void run(() => api.channels.test(channel.id)).then(again);
  const when = (at: string | null) => (at ? <TimeAgo at={at} /> : <Trans>never</Trans>);
  return (
    <Panel
      title={<Trans>How it fares</Trans>}
      acts={
        channel.state !== "deactivated" && (
          <Button disabled={busy} onClick={test}>
            <Stethoscope size={16} aria-hidden />
            {busy ? <Trans>Testing…</Trans> : <Trans>Test the connection</Trans>}
          </Button>
        )
      }
    >
      {problem && <Notice tone="bad" words={problem.message} />}
      {!health && <Waiting error={error} again={again} />}
      {health && (
        <>
          <Facts>
            <Fact name={<Trans>Quality</Trans>}>{words.quality(health.quality) ?? <Trans>unknown</Trans>}</Fact>
            <Fact name={<Trans>May write first to</Trans>}>{words.tier(health.tier) ?? <Trans>unknown</Trans>}</Fact>
            {health.throughput && <Fact name={<Trans>Speed</Trans>}>{health.throughput === "HIGH" ? <Trans>high: up to 1,000 messages a second</Trans> : <Trans>standard: up to 80 messages a second</Trans>}</Fact>}
            <Fact name={<Trans>Token expires</Trans>}>{health.token_expires_at ? <TimeAgo at={health.token_expires_at} /> : <Trans>never, as far as is known</Trans>}</Fact>
            <Fact name={<Trans>Last message from a customer</Trans>}>{when(health.last_inbound_at)}</Fact>
            <Fact name={<Trans>Webhooks subscribed</Trans>}>{health.subscribed ? <Trans>yes</Trans> : <Trans>no</Trans>}</Fact>
            <Fact name={<Trans>Templates read</Trans>}>{when(health.templates_synced_at)}</Fact>
            <Fact name={<Trans>Last test</Trans>}>{when(health.checked_at)}</Fact>
          </Facts>
          <div aria-live="polite">{health.checks.length > 0 ? <Checks checks={health.checks} /> : <p className={styles.words}><Trans>Not tested yet.</Trans></p>}</div>
        </>
      )}
    </Panel>
  );
}
