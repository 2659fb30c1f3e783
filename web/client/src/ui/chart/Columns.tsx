import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

import styles from "./chart.module.css";
import { ticks as roundTicks } from "./scale";

const HEIGHT = 150; // px, of the columns
const BELOW = 20; // px, for their names
const LEFT = 34; // px, for the figures
const ROOM = 0.24; // share of a place that stays free

export interface Series {
  name: string;
  tone: "accent" | "quiet" | "mark";
}

export interface Point {
  /** Below the axis, where there is room. */
  name: string;
  /** In full, for who asks. */
  title: string;
  /** As the series. Null: nothing to say. */
  values: readonly (number | null)[];
  /** What it is measured against: drawn as a line across. */
  beside?: number | null;
}

interface ColumnsProps {
  /** What is to be seen, in a sentence. */
  label: string;
  series: readonly Series[];
  besideName?: string;
  points: readonly Point[];
  /** Every how manieth name is written. */
  nth?: number;
  format?: (value: number) => string;
  ticks?: (most: number) => number[];
  /** The name of the point that is now. */
  now?: string;
  /** "As a table". */
  tableWords: ReactNode;
  /** "Hour", "Day": what the points are. */
  pointWord: ReactNode;
}

/** Columns beside each other, and the same as a table for who would rather read. */
export function Columns({ label, series, besideName, points, nth = 1, format = String, ticks = roundTicks, now, tableWords, pointWord }: ColumnsProps) {
  const most = Math.max(0, ...points.flatMap(({ values, beside }) => [...values, beside ?? 0].map((value) => value ?? 0)));
  const lines = ticks(most);
  const top = lines.at(-1) ?? 1;
  const y = (value: number): number => HEIGHT - (value / top) * HEIGHT + 8;
  return (
    <figure className={styles.figure}>
      <Legend series={series} besideName={besideName} />
      <svg className={styles.chart} width="100%" height={HEIGHT + BELOW + 8} role="img" aria-label={label}>
        {lines.map((line) => (
          <g key={line}>
            <line className={styles.grid} x1={LEFT} x2="100%" y1={y(line)} y2={y(line)} />
            <text className={styles.tick} x={LEFT - 6} y={y(line) + 3.5} textAnchor="end">
              {format(line)}
            </text>
          </g>
        ))}
        <svg x={LEFT} width={`calc(100% - ${LEFT}px)`} className={styles.plot} height={HEIGHT + BELOW + 8}>
          {points.map((point, place) => (
            <Place key={point.title} point={point} place={place} count={points.length} series={series} y={y} named={place % nth === 0} now={point.name === now} format={format} besideName={besideName} />
          ))}
        </svg>
      </svg>
      <Table series={series} besideName={besideName} points={points} format={format} tableWords={tableWords} pointWord={pointWord} label={label} />
    </figure>
  );
}

interface PlaceProps {
  point: Point;
  place: number;
  count: number;
  series: readonly Series[];
  y: (value: number) => number;
  named: boolean;
  now: boolean;
  format: (value: number) => string;
  besideName: string | undefined;
}

function Place({ point, place, count, series, y, named, now, format, besideName }: PlaceProps) {
  const width = 100 / count;
  const left = place * width;
  const each = (width * (1 - ROOM)) / series.length;
  const told = [...series.map(({ name }, at) => `${name}: ${word(point.values[at], format)}`), ...(besideName ? [`${besideName}: ${word(point.beside, format)}`] : [])];
  return (
    <g>
      {series.map(({ name, tone }, at) => {
        const value = point.values[at] ?? 0;
        if (value <= 0) return null;
        const height = Math.max(1.5, y(0) - y(value));
        return <rect key={name} className={styles[tone]} x={`${left + (width * ROOM) / 2 + at * each}%`} width={`${each * 0.92}%`} y={y(0) - height} height={height} rx={2} />;
      })}
      {(point.beside ?? 0) > 0 && <line className={styles.beside} x1={`${left + width * 0.06}%`} x2={`${left + width * 0.94}%`} y1={y(point.beside ?? 0)} y2={y(point.beside ?? 0)} />}
      {named && (
        <text className={clsx(styles.tick, now && styles.now)} x={`${left + width / 2}%`} y={y(0) + 15} textAnchor="middle">
          {point.name}
        </text>
      )}
      <rect className={styles.touch} x={`${left}%`} width={`${width}%`} y={0} height={y(0)}>
        <title>{`${point.title}\n${told.join("\n")}`}</title>
      </rect>
    </g>
  );
}

function Legend({ series, besideName }: { series: readonly Series[]; besideName: string | undefined }) {
  if (series.length < 2 && !besideName) return null;
  return (
    <div className={styles.legend} aria-hidden>
      {series.map(({ name, tone }) => (
        <span key={name}>
          <i className={styles[tone]} />
          {name}
        </span>
      ))}
      {besideName && (
        <span>
          <i className={styles.besideSign} />
          {besideName}
        </span>
      )}
    </div>
  );
}

function Table({ series, besideName, points, format, tableWords, pointWord, label }: Pick<ColumnsProps, "series" | "points" | "tableWords" | "pointWord" | "label"> & { besideName: string | undefined; format: (value: number) => string }) {
  const name = useId();
  return (
    <details className={styles.details}>
      <summary>{tableWords}</summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys */}
      <div className={styles.scroll} role="region" aria-labelledby={name} tabIndex={0}>
        <table className={styles.table}>
          <caption id={name} className="unseen">
            {label}
          </caption>
          <thead>
            <tr>
              <th scope="col">{pointWord}</th>
              {series.map((each) => (
                <th key={each.name} scope="col">
                  {each.name}
                </th>
              ))}
              {besideName && <th scope="col">{besideName}</th>}
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.title}>
                <th scope="row">{point.title}</th>
                {point.values.map((value, at) => (
                  <td key={series[at]?.name}>{word(value, format)}</td>
                ))}
                {besideName && <td>{word(point.beside, format)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function word(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}
