import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowDown, ArrowUp, Equal } from "lucide-react";
import type { ReactNode } from "react";

import type { Statistics } from "../protocol";
import { Skeleton } from "../ui/Skeleton";
import styles from "./Reports.module.css";
import { lengthWords } from "./words";

interface Of {
  now: Statistics | null;
  then: Statistics | null;
}

/** The figures one asks for first, each beside what it was before. */
export function Figures({ now, then }: Of) {
  const { i18n } = useLingui();
  const count = (value: number): string => value.toLocaleString(i18n.locale);
  const counts = now?.total.counts;
  const past = then?.total.counts;
  const waited = (figures: Statistics | null): number | null => figures?.total.first_response.median ?? null;
  const ended = (figures: Statistics | null): number | null => figures?.total.resolution.median ?? null;
  return (
    <dl className={styles.figures}>
      <Figure name={<Trans>Received</Trans>} value={counts && count(counts.received)} now={counts?.received} then={past?.received} />
      <Figure name={<Trans>Sent by persons</Trans>} value={counts && count(counts.sent)} now={counts?.sent} then={past?.sent} />
      <Figure name={<Trans>Sent automatically</Trans>} value={counts && count(counts.automatic)} now={counts?.automatic} then={past?.automatic} />
      <Figure name={<Trans>Conversations resolved</Trans>} value={counts && count(counts.resolved)} now={counts?.resolved} then={past?.resolved} good="up" />
      <Figure
        name={<Trans>First response</Trans>}
        value={now && lengthWords(waited(now))}
        hint={now && now.total.first_response.count > 0 && <Trans>nine of ten within {lengthWords(now.total.first_response.p90)}</Trans>}
        now={waited(now) ?? undefined}
        then={waited(then) ?? undefined}
        good="down"
      />
      <Figure
        name={<Trans>Time to resolution</Trans>}
        value={now && lengthWords(ended(now))}
        hint={now && now.total.resolution.count > 0 && <Trans>nine of ten within {lengthWords(now.total.resolution.p90)}</Trans>}
        now={ended(now) ?? undefined}
        then={ended(then) ?? undefined}
        good="down"
      />
    </dl>
  );
}

interface FigureProps {
  name: ReactNode;
  value: ReactNode;
  hint?: ReactNode;
  now: number | undefined;
  then: number | undefined;
  /** Which way is the better one, where one is. */
  good?: "up" | "down";
}

function Figure({ name, value, hint, now, then, good }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value ? <b>{value}</b> : <Skeleton width={60} height={24} />}
        <Change now={now} then={then} good={good} />
        {hint && <small>{hint}</small>}
      </dd>
    </div>
  );
}

/** By how much it is more or less; the arrow says it without colour. */
export function Change({ now, then, good }: Pick<FigureProps, "now" | "then"> & { good?: "up" | "down" | undefined }) {
  const { t, i18n } = useLingui();
  if (now === undefined || then === undefined || (now === 0 && then === 0)) return null;
  if (then === 0) return <span className={styles.change}>{t`none before`}</span>;
  const share = (now - then) / then;
  const Sign = share > 0 ? ArrowUp : share < 0 ? ArrowDown : Equal;
  const tone = share === 0 || !good ? undefined : share > 0 === (good === "up") ? "good" : "mark";
  const words = Math.abs(share).toLocaleString(i18n.locale, { style: "percent", maximumFractionDigits: 0 });
  return (
    <span className={styles.change} data-tone={tone}>
      <Sign size={12} strokeWidth={2.4} aria-hidden />
      <span className="unseen">{share > 0 ? t`more by` : share < 0 ? t`less by` : t`as before`}</span>
      {words}
    </span>
  );
}
