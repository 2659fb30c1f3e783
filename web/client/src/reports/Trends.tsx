import { Trans, useLingui } from "@lingui/react/macro";

import type { OfDay, Statistics } from "../protocol";
import { Columns } from "../ui/chart/Columns";
import { CountedTo } from "../ui/CountedTo";
import { spanTicks } from "../ui/chart/scale";
import { Panel } from "../ui/Panel";
import { Skeleton } from "../ui/Skeleton";
import { span } from "../ui/time";
import styles from "./Reports.module.css";
import { useDay } from "./words";

const NAMES = 9; // days that are named below the axis
const BY_WEEK = 95; // days; of more, weeks are shown

/** Day by day: how much was said, and how soon customers were answered. */
export function Trends({ now, then }: { now: Statistics | null; then: Statistics | null }) {
  return (
    <div className={styles.pair}>
      <Panel title={<Trans>Messages</Trans>} acts={now?.as_of && <span className={styles.meta}><CountedTo at={now.as_of} zone={now.time_zone} /></span>}>
        {now ? <Messages now={now} then={then} /> : <Skeleton height={210} />}
      </Panel>
      <Panel title={<Trans>First response</Trans>}>{now ? <Responses now={now} /> : <Skeleton height={210} />}</Panel>
    </div>
  );
}

function Messages({ now, then }: { now: Statistics; then: Statistics | null }) {
  const { t, i18n } = useLingui();
  const day = useDay();
  const days = joined(now.days);
  const past = then ? joined(then.days) : [];
  const { received, sent } = now.total.counts;
  return (
    <Columns
      label={t`Messages by day: ${received} received, ${sent} sent`}
      series={[
        { name: t`Received`, tone: "accent" },
        { name: t`Sent by persons`, tone: "quiet" },
      ]}
      {...(then && { besideName: t`Received before` })}
      points={days.map((each, place) => ({
        name: day(each.day, "short"),
        title: day(each.day),
        values: [each.counts.received, each.counts.sent],
        ...(then && { beside: past[place]?.counts.received ?? 0 }),
      }))}
      nth={Math.ceil(days.length / NAMES)}
      format={(value) => value.toLocaleString(i18n.locale)}
      tableWords={<Trans>As a table</Trans>}
      pointWord={days.length < now.days.length ? <Trans>Week from</Trans> : <Trans>Day</Trans>}
    />
  );
}

function Responses({ now }: { now: Statistics }) {
  const { t } = useLingui();
  const day = useDay();
  if (now.total.first_response.count === 0)
    return (
      <p className={styles.none}>
        <Trans>Nobody was answered in these days.</Trans>
      </p>
    );
  const usual = span((now.total.first_response.median ?? 0) * 1000);
  return (
    <Columns
      label={t`First response by day, median: ${usual} over all days`}
      series={[{ name: t`Median`, tone: "accent" }]}
      besideName={t`Nine of ten within`}
      points={now.days.map((each) => ({ name: day(each.day, "short"), title: day(each.day), values: [each.first_response.median], beside: each.first_response.p90 }))}
      nth={Math.ceil(now.days.length / NAMES)}
      format={(seconds) => (seconds === 0 ? "0" : span(seconds * 1000))}
      ticks={spanTicks}
      tableWords={<Trans>As a table</Trans>}
      pointWord={<Trans>Day</Trans>}
    />
  );
}

/** Of many days, weeks. */
function joined(days: readonly OfDay[]): readonly Pick<OfDay, "day" | "counts">[] {
  if (days.length <= BY_WEEK) return days;
  const weeks: { day: string; counts: OfDay["counts"] }[] = [];
  days.forEach(({ day, counts }, place) => {
    const last = weeks.at(-1);
    if (place % 7 === 0 || !last) return weeks.push({ day, counts: { ...counts } });
    for (const name of Object.keys(counts) as (keyof OfDay["counts"])[]) last.counts[name] += counts[name];
  });
  return weeks;
}
