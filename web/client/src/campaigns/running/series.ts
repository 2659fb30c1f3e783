import type { Series, SeriesPoint } from "../../protocol";

export const LINES = ["sent", "delivered", "read", "replied", "clicked", "failed"] as const;
export type Line = (typeof LINES)[number];

/** All up to a moment, of each kind. */
export interface Sum extends Record<Line, number> {
  at: number; // ms since 1970
}

const LENGTHS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }; // ms

/** What happened, added up from the beginning: a point at the end of each stretch in which something did. */
export function sums({ every, points }: Series): Sum[] {
  const [first] = points;
  if (!first) return [];
  const length = LENGTHS[every];
  const found: Sum[] = [{ at: Date.parse(first.at), sent: 0, delivered: 0, read: 0, replied: 0, clicked: 0, failed: 0 }];
  for (const point of points) {
    const begins = Date.parse(point.at);
    const before = found.at(-1) as Sum;
    if (begins > before.at) found.push({ ...before, at: begins }); // nothing happened in between: the lines stay level
    found.push(added(before, point, begins + length));
  }
  return found;
}

function added(before: Sum, point: SeriesPoint, at: number): Sum {
  return { at, ...(Object.fromEntries(LINES.map((line) => [line, before[line] + point[line]])) as Record<Line, number>) };
}
