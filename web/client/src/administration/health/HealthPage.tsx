import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import { useEffect } from "react";

import { useLoaded } from "../../live/useLoaded";
import type { Health, PartHealth, ProcessHealth, QueueHealth } from "../../protocol";
import { said } from "../../said/said";
import { Fact, Facts, Panel } from "../../ui/Panel";
import { span } from "../../ui/time";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import { Section } from "../parts/Section";
import section from "../parts/Section.module.css";
import { Failed, Waiting } from "../parts/Waiting";
import styles from "./Health.module.css";
import { Numbers } from "./Numbers";
import { useHealthWords } from "./useHealthWords";

const FRESH = 10_000; // ms between two looks; processes report every 15 seconds
const SIGNS = { ok: CircleCheck, slow: CircleAlert, failed: CircleX };

/** How the product fares right now; looked at again by itself while the page is seen. */
export default function HealthPage() {
  const { value: health, error, again } = useLoaded<Health>("health", api.health);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), FRESH);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <Section broad title={<Trans>Health</Trans>}>
      {!health && <Waiting error={error} again={again} />}
      {health && (
        <>
          {error && <Failed error={error} again={again} />}
          <Speed health={health} />
          <div className={styles.two}>
            <Parts parts={health.parts} />
            <Queues queues={health.queues} />
          </div>
          <Numbers numbers={health.numbers} />
          <Processes processes={health.processes} />
          <p className={section.quiet}>
            <Trans>
              Version {health.version}, schema {health.schema}. Looked at <TimeAgo at={health.at} />, again every ten seconds. What the server’s own settings have to do with it is told by{" "}
              <code>bma doctor</code>, on the server.
            </Trans>
          </p>
        </>
      )}
    </Section>
  );
}

function Speed({ health: { screen } }: { health: Health }) {
  const { t } = useLingui();
  const ms = (value: number | null): string => (value === null ? "–" : value >= 1000 ? t`${(value / 1000).toFixed(1)} s` : t`${Math.round(value)} ms`);
  return (
    <Panel title={<Trans>From the customer to the screens</Trans>} words={<Trans>All messages of the last {screen.minutes} minutes, on all processes.</Trans>}>
      <dl className={styles.figures}>
        <div>
          <dt>
            <Trans>half within</Trans>
          </dt>
          <dd>{ms(screen.p50_ms)}</dd>
        </div>
        <div>
          <dt>
            <Trans>99 of 100 within</Trans>
          </dt>
          <dd>{ms(screen.p99_ms)}</dd>
        </div>
        <div>
          <dt>
            <Trans>messages</Trans>
          </dt>
          <dd>{screen.count}</dd>
        </div>
      </dl>
    </Panel>
  );
}

function Parts({ parts }: { parts: readonly PartHealth[] }) {
  const { t } = useLingui();
  const words = useHealthWords();
  const states = { ok: t`fine`, slow: t`slow`, failed: t`failed` };
  return (
    <Panel title={<Trans>What it stands on</Trans>}>
      <ul className={styles.parts}>
        {parts.map((part) => {
          const Sign = SIGNS[part.state];
          return (
            <li key={part.name} data-state={part.state}>
              <Sign size={17} role="img" aria-label={states[part.state]} />
              <b>{words.part(part.name)}</b>
              <span>{said(part.finding)}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Queues({ queues }: { queues: readonly QueueHealth[] }) {
  const words = useHealthWords();
  return (
    <Panel title={<Trans>What is due and not done</Trans>}>
      <Facts>
        {queues.map(({ name, waiting, lag_seconds: lag }) => (
          <Fact key={name} name={words.queue(name)}>
            {waiting} {lag > 0 && <span className={section.quiet}>{lag < 60 ? <Trans>· {lag} s late</Trans> : <Trans>· {span(lag * 1000)} late</Trans>}</span>}
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}

function Processes({ processes }: { processes: readonly ProcessHealth[] }) {
  return (
    <Panel title={<Trans>Processes</Trans>}>
      <Facts>
        {processes.map(({ id, roles, version, started_at: started, sessions, tail_lag: behind }) => (
          <Fact key={id} name={id}>
            {`${roles.join(" + ")} · ${version} · `}
            <Plural value={sessions} one="# open page" other="# open pages" /> · {behind > 0 ? <Plural value={behind} one="# event behind" other="# events behind" /> : <Trans>up to date</Trans>} ·{" "}
            <Trans>
              since <TimeAgo at={started} />
            </Trans>
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}
