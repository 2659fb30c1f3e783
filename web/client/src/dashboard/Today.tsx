import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { Dashboard } from "../protocol";
import { Columns } from "../ui/chart/Columns";
import { CountedTo } from "../ui/CountedTo";
import { Panel } from "../ui/Panel";
import { useNow } from "../ui/now";
import { Skeleton } from "../ui/Skeleton";
import { span } from "../ui/time";
import styles from "./Dashboard.module.css";

const EVERY = 3; // hours are named

/** Today beside the usual day: how much is written, how soon it is answered. */
export function Today({ figures }: { figures: Dashboard | null }) {
  return (
    <Panel title={<Trans>Today</Trans>} acts={figures?.as_of && <span className={styles.meta}><CountedTo at={figures.as_of} zone={figures.time_zone} /></span>}>
      {figures ? (
        <>
          <Facts figures={figures} />
          <Hours figures={figures} />
        </>
      ) : (
        <>
          <Skeleton height={54} />
          <Skeleton height={190} />
        </>
      )}
    </Panel>
  );
}

function Facts({ figures: { today, usual } }: { figures: Dashboard }) {
  const { i18n } = useLingui();
  const whole = (value: number): string => value.toLocaleString(i18n.locale, { maximumFractionDigits: 0 });
  const known = usual.days > 0;
  const counted = (value: number): ReactNode => (value < 1 ? <Trans>usually none by now</Trans> : <Trans>usually {whole(value)} by now</Trans>);
  const volumes = [
    [<Trans key="received">Received</Trans>, today.counts.received, usual.received],
    [<Trans key="sent">Sent</Trans>, today.counts.sent, usual.sent],
    [<Trans key="resolved">Resolved</Trans>, today.counts.resolved, usual.resolved],
  ] as const;
  return (
    <dl className={styles.facts}>
      {volumes.map(([name, value, before], place) => (
        <Fact key={place} name={name} value={whole(value)} beside={known && counted(before)} />
      ))}
      <Fact name={<Trans>First response</Trans>} value={time(today.first_response.median)} beside={usual.first_response.median !== null && <Trans>usually {time(usual.first_response.median)}</Trans>} />
      <Fact
        name={<Trans>Nine of ten within</Trans>}
        value={time(today.first_response.p90)}
        beside={today.first_response.count > 0 && <Plural value={today.first_response.count} one="of # response" other="of # responses" />}
      />
    </dl>
  );
}

function time(seconds: number | null): string {
  return seconds === null ? "–" : span(seconds * 1000);
}

function Fact({ name, value, beside }: { name: ReactNode; value: ReactNode; beside: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        {beside && <span>{beside}</span>}
      </dd>
    </div>
  );
}

function Hours({ figures }: { figures: Dashboard }) {
  const { t, i18n } = useLingui();
  const { hours, usual, today, time_zone: zone } = figures;
  const now = new Intl.DateTimeFormat("en", { hour: "numeric", hourCycle: "h23", timeZone: zone }).format(useNow());
  const received = today.counts.received;
  const before = usual.received.toLocaleString(i18n.locale, { maximumFractionDigits: 0 });
  return (
    <Columns
      label={usual.days > 0 ? t`Messages of customers today by hour: ${received} so far, usually ${before} by now` : t`Messages of customers today by hour: ${received} so far`}
      series={[{ name: t`Today`, tone: "accent" }]}
      {...(usual.days > 0 && { besideName: t`Usual` })}
      points={hours.map(({ hour, received: count, usual: mean }) => ({ name: String(hour), title: `${String(hour).padStart(2, "0")}:00`, values: [count], ...(usual.days > 0 && { beside: mean }) }))}
      nth={EVERY}
      now={String(Number(now))}
      format={(value) => value.toLocaleString(i18n.locale, { maximumFractionDigits: 1 })}
      tableWords={<Trans>As a table</Trans>}
      pointWord={<Trans>Hour</Trans>}
    />
  );
}
