import { type ItemRow, type Row, newItem } from "./form";

/** What may be done to the lines, each giving new ones. */

export function changed(rows: readonly Row[], key: string, part: Partial<ItemRow> | { title: string }): readonly Row[] {
  return rows.map((row) => (row.key === key ? ({ ...row, ...part } as Row) : row));
}

export function added(rows: readonly Row[], row: Row): readonly Row[] {
  return [...rows, row];
}

/** The copy stands right below. */
export function duplicated(rows: readonly Row[], key: string): readonly Row[] {
  return rows.flatMap((row) => (row.key === key ? [row, { ...row, key: crypto.randomUUID() }] : [row]));
}

export function without(rows: readonly Row[], key: string): readonly Row[] {
  return rows.filter((row) => row.key !== key);
}

/** Takes the place of another; those between move up or down. */
export function moved(rows: readonly Row[], key: string, over: string): readonly Row[] {
  const [from, to] = [rows.findIndex((row) => row.key === key), rows.findIndex((row) => row.key === over)];
  const row = rows[from];
  if (!row || to < 0 || from === to) return rows;
  const left = rows.toSpliced(from, 1);
  return left.toSpliced(to, 0, row);
}

/** A new line is taxed as the one before it. */
export function itemAfter(rows: readonly Row[], given: Partial<ItemRow>): ItemRow {
  const before = rows.findLast((row) => row.kind === "item");
  return newItem({ ...(before?.kind === "item" && { tax: before.tax, withholding: before.withholding }), ...given });
}
