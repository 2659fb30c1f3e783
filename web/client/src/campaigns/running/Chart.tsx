import { Trans, useLingui } from "@lingui/react/macro";
import { clsx } from "clsx";
import { type PointerEvent, useMemo, useState } from "react";

import type { Series } from "../../protocol";
import { Panel } from "../../ui/Panel";
import { clock, shortDate } from "../../ui/time";
import { useMeasureWord } from "../parts/useMeasureWord";
import tones from "../parts/Tones.module.css";
import styles from "./Chart.module.css";
import { type Line, type Sum, LINES, sums } from "./series";

const WIDTH = 600;
const HEIGHT = 200;
const TICKS = [0, 0.5, 1];

/** What happened over time, added up; the same as a table. */
export function Chart({ series }: { series: Series }) {
  const { t } = useLingui();
  const points = useMemo(() => sums(series), [series]);
  const lines = LINES.filter((line) => (points.at(-1)?.[line] ?? 0) > 0);
  const [at, setAt] = useState<number | null>(null);
  const word = useMeasureWord();
  const shown = points[at ?? points.length - 1];
  const timeOf = useTime(series.every);
  return (
    <Panel title={<Trans>Over time</Trans>}>
      {points.length === 0 || !shown ? (
        <p className={styles.nothing}>
          <Trans>Nothing was sent yet.</Trans>
        </p>
      ) : (
        <>
          <figure className={clsx(styles.chart, tones.tones)} aria-label={t`${word("sent")} ${shown.sent}, ${word("delivered")} ${shown.delivered}, ${word("read")} ${shown.read}; the table below has all`}>
            <Drawing points={points} lines={lines} at={at} onAt={setAt} />
            <div className={styles.axis} aria-hidden>
              <span>{timeOf(points[0]?.at ?? 0)}</span>
              <span>{timeOf(points.at(-1)?.at ?? 0)}</span>
            </div>
          </figure>
          <Legend lines={lines} shown={shown} time={timeOf(shown.at)} />
          <AsTable points={points} lines={lines} timeOf={timeOf} />
        </>
      )}
    </Panel>
  );
}

interface DrawingProps {
  points: readonly Sum[];
  lines: readonly Line[];
  at: number | null;
  onAt: (at: number | null) => void;
}

function Drawing({ points, lines, at, onAt }: DrawingProps) {
  const [from, to] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 1];
  const most = Math.max(1, ...points.map((point) => Math.max(...lines.map((line) => point[line]))));
  const x = (time: number): number => ((time - from) / Math.max(1, to - from)) * WIDTH;
  const y = (value: number): number => HEIGHT - (value / most) * HEIGHT;
  const seek = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const time = from + ((event.clientX - box.left) / box.width) * (to - from);
    const nearest = points.reduce((best, point, place) => (Math.abs(point.at - time) < Math.abs((points[best]?.at ?? 0) - time) ? place : best), 0);
    onAt(nearest);
  };
  const marked = at === null ? undefined : points[at];
  return (
    <svg viewBox={`0 -4 ${WIDTH} ${HEIGHT + 8}`} preserveAspectRatio="none" aria-hidden onPointerMove={seek} onPointerLeave={() => onAt(null)}>
      {TICKS.map((tick) => (
        <line key={tick} className={styles.grid} x1={0} x2={WIDTH} y1={HEIGHT * tick} y2={HEIGHT * tick} />
      ))}
      {lines.map((line) => (
        <polyline key={line} data-part={line} className={styles.line} points={points.map((point) => `${x(point.at).toFixed(1)},${y(point[line]).toFixed(1)}`).join(" ")} />
      ))}
      {marked && <line className={styles.cursor} x1={x(marked.at)} x2={x(marked.at)} y1={0} y2={HEIGHT} />}
    </svg>
  );
}

function Legend({ lines, shown, time }: { lines: readonly Line[]; shown: Sum; time: string }) {
  const { i18n } = useLingui();
  const word = useMeasureWord();
  return (
    <ul className={clsx(styles.legend, tones.tones)}>
      <li className={styles.time}>{time}</li>
      {lines.map((line) => (
        <li key={line} data-part={line}>
          {word(line)} <b>{i18n.number(shown[line])}</b>
        </li>
      ))}
    </ul>
  );
}

function AsTable({ points, lines, timeOf }: { points: readonly Sum[]; lines: readonly Line[]; timeOf: (at: number) => string }) {
  const { i18n } = useLingui();
  const word = useMeasureWord();
  return (
    <details className={styles.table}>
      <summary>
        <Trans>As a table</Trans>
      </summary>
      <div>
        <table>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Until</Trans>
              </th>
              {lines.map((line) => (
                <th key={line} scope="col">
                  {word(line)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.slice(1).map((point) => (
              <tr key={point.at}>
                <th scope="row">{timeOf(point.at)}</th>
                {lines.map((line) => (
                  <td key={line}>{i18n.number(point[line])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function useTime(every: Series["every"]): (at: number) => string {
  const { i18n } = useLingui();
  return (at) => {
    const day = shortDate(at, Date.now(), i18n.locale);
    if (every === "day") return day;
    return every === "minute" ? clock(at, i18n.locale) : `${day} ${clock(at, i18n.locale)}`;
  };
}
