import { Trans, useLingui } from "@lingui/react/macro";
import { Link2, Stethoscope } from "lucide-react";

import { useMe } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Channel, ChannelHealth } from "../../protocol";
import { useSaid } from "../../said/useSaid";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Fact, Facts, Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import { Waiting } from "../parts/Waiting";
import { Checks } from "./Checks";
import { useQualityWords } from "./useQualityWords";
import styles from "./Channels.module.css";

/** What its provider and its own traffic tell, and the last test; tested again on a click. */
export function ChannelHealthPanel({ channel }: { channel: Channel }) {
  const { value: health, error, again } = useLoaded<ChannelHealth>(`channel-health/${channel.id}`, () => api.channels.health(channel.id));
  useHearing(["channel.changed", "message.created"], (events) =>
    events.some((event) => event.type === "channel.changed" || (event.type === "message.created" && event.message.channel === channel.id)) && again(),
  );
  const { busy, problem, run } = useActing();
  const test = () => void run(() => api.channels.test(channel.id)).then(again);
  const pointHere = () => void run(() => api.channels.pointHere(channel.id)).then(again);
  const astray = channel.kind === "line" && health?.checks.some(({ name, state }) => name === "webhook" && state === "failed");
  const administers = useMe()?.role === "admin";
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
            {channel.kind === "whatsapp" && <OnWhatsApp health={health} />}
            {channel.kind === "line" && <OnLine health={health} />}
            {channel.kind === "mail" && <ByMail health={health} />}
            <Fact name={<Trans>Last message from a customer</Trans>}>{when(health.last_inbound_at)}</Fact>
            {channel.kind === "whatsapp" && <Fact name={<Trans>Templates read</Trans>}>{when(health.templates_synced_at)}</Fact>}
            <Fact name={<Trans>Last test</Trans>}>{when(health.checked_at)}</Fact>
          </Facts>
          {astray && administers && (
            <div>
              <Button disabled={busy} onClick={pointHere}>
                <Link2 size={16} aria-hidden />
                <Trans>Set it at LINE for me</Trans>
              </Button>
            </div>
          )}
          <div aria-live="polite">{health.checks.length > 0 ? <Checks checks={health.checks} /> : <p className={styles.words}><Trans>Not tested yet.</Trans></p>}</div>
        </>
      )}
    </Panel>
  );
}

function when(at: string | null) {
  return at ? <TimeAgo at={at} /> : <Trans>never</Trans>;
}

function OnWhatsApp({ health: { quality, tier, throughput, token_expires_at: expires, subscribed } }: { health: ChannelHealth }) {
  const words = useQualityWords();
  return (
    <>
      <Fact name={<Trans>Quality</Trans>}>{words.quality(quality) ?? <Trans>unknown</Trans>}</Fact>
      <Fact name={<Trans>May write first to</Trans>}>{words.tier(tier) ?? <Trans>unknown</Trans>}</Fact>
      {throughput && <Fact name={<Trans>Speed</Trans>}>{throughput === "HIGH" ? <Trans>high: up to 1,000 messages a second</Trans> : <Trans>standard: up to 80 messages a second</Trans>}</Fact>}
      <Fact name={<Trans>Token expires</Trans>}>{expires ? <TimeAgo at={expires} /> : <Trans>never, as far as is known</Trans>}</Fact>
      <Fact name={<Trans>Webhooks subscribed</Trans>}>{subscribed ? <Trans>yes</Trans> : <Trans>no</Trans>}</Fact>
    </>
  );
}

function OnLine({ health: { quota, subscribed } }: { health: ChannelHealth }) {
  const { i18n } = useLingui();
  const [left, allowed] = [quota?.left, quota?.allowed].map((count) => (typeof count === "number" ? i18n.number(count) : null));
  return (
    <>
      <Fact name={<Trans>Messages left this month</Trans>}>
        {left && allowed ? (
          <Trans>
            {left} of {allowed}
          </Trans>
        ) : quota ? (
          <Trans>not limited</Trans>
        ) : (
          <Trans>not known yet</Trans>
        )}
      </Fact>
      <Fact name={<Trans>Webhook in use</Trans>}>{subscribed ? <Trans>yes</Trans> : <Trans>no</Trans>}</Fact>
    </>
  );
}

function ByMail({ health: { mailbox } }: { health: ChannelHealth }) {
  const said = useSaid();
  return (
    <>
      <Fact name={<Trans>Mailbox read</Trans>}>{when(mailbox?.reached_at ?? null)}</Fact>
      {mailbox?.failing_since && (
        <Fact name={<Trans>Cannot be read since</Trans>}>
          <TimeAgo at={mailbox.failing_since} />. {mailbox.problem && said(mailbox.problem)} {mailbox.advice && said(mailbox.advice)}
        </Fact>
      )}
    </>
  );
}
