import type { CSSProperties } from "react";

import styles from "./chart.module.css";

interface HeatProps {
  label: string;
  /** What the rows are. */
  corner: string;
  /** From top to bottom. */
  rows: readonly string[];
  columns: readonly string[];
  /** Of a row and column, by their places. */
  value: (row: number, column: number) => number;
  /** In full, for who asks. */
  title: (row: number, column: number) => string;
}

/** A table whose figures are seen as warmth; who hears the page hears them. */
export function Heat({ label, corner, rows, columns, value, title }: HeatProps) {
  const most = Math.max(1, ...rows.flatMap((_, row) => columns.map((__, column) => value(row, column))));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.heat}>
        <caption className="unseen">{label}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{corner}</span>
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((name, row) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map((column, place) => (
                <td key={column} title={title(row, place)} data-strong={value(row, place) / most > 0.55 || undefined} style={{ "--warmth": `${Math.round((value(row, place) / most) * 100)}%` } as CSSProperties}>
                  {value(row, place) || <span className="unseen">0</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
