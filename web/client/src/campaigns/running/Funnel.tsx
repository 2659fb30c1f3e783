import { Trans, useLingui } from "@lingui/react/macro";
import { clsx } from "clsx";

import type { Analytics, Rate } from "../../protocol";
import { Panel } from "../../ui/Panel";
import { share } from "../parts/figures";
import { useMeasureWord } from "../parts/useMeasureWord";
import tones from "../parts/Tones.module.css";
import styles from "./Outcome.module.css";

const STAGES = ["sent", "delivered", "read", "replied", "clicked"] as const;
export type Stage = (typeof STAGES)[number];
const SHOWN: ReadonlySet<Stage> = new Set<Stage>(["replied", "clicked"]); // of the others the list knows only who came no further

interface FunnelProps {
  numbers: Analytics;
  /** Shows the people of a stage; undefined for those who may not see them. */
  onShow: ((stage: Stage) => void) | undefined;
}

/** How many came how far, and which part of those who could. */
export function Funnel({ numbers, onShow }: FunnelProps) {
  const { i18n, t } = useLingui();
  const word = useMeasureWord();
  const whole = Math.max(1, numbers.total);
  const stages = STAGES.filter((stage) => stage !== "clicked" || (numbers.reached.clicked ?? 0) > 0 || numbers.buttons.length > 0);
  return (
    <Panel title={<Trans>How far it came</Trans>}>
      <ol className={clsx(styles.funnel, tones.tones)}>
        {stages.map((stage) => {
          const count = numbers.reached[stage] ?? 0;
          return (
            <li key={stage} data-part={stage}>
              <span>{word(stage)}</span>
              <span className={styles.track}>
                <span style={{ width: `${share(count, whole) * 100}%` }} />
              </span>
              {onShow && count > 0 && SHOWN.has(stage) ? (
                <button type="button" aria-label={t`${word(stage)}: show these ${i18n.number(count)} people`} onClick={() => onShow(stage)}>
                  {i18n.number(count)}
                </button>
              ) : (
                <b>{i18n.number(count)}</b>
              )}
              <RateWords rate={stage === "sent" ? undefined : numbers.rates[stage]} />
            </li>
          );
        })}
      </ol>
      <ul className={clsx(styles.legend, tones.tones)}>
        <li data-part="failed">
          <b>{i18n.number(numbers.counts.failed ?? 0)}</b> <Trans>failed</Trans>
        </li>
        <li>
          <b>{i18n.number(numbers.opted_out)}</b> <Trans>opted out afterwards</Trans>
        </li>
        <li>
          <b>{i18n.number(numbers.counts.skipped ?? 0)}</b> <Trans>left out</Trans>
        </li>
      </ul>
    </Panel>
  );
}

/** A rate with how sure it is. */
export function RateWords({ rate }: { rate: Rate | undefined }) {
  const { i18n, t } = useLingui();
  if (!rate || rate.percent === null) return <small>–</small>;
  const figure = (value: number | null): string => i18n.number((value ?? 0) / 100, { style: "percent", maximumFractionDigits: 1 });
  return (
    <small title={t`Of ${i18n.number(rate.of)}; the true rate lies between ${figure(rate.low)} and ${figure(rate.high)}`}>{figure(rate.percent)}</small>
  );
}
