/** Which days a report is of. Days are `YYYY-MM-DD` on the company's calendar, both included. */

export const PRESETS = ["today", "yesterday", "week", "last_week", "7", "30", "month", "last_month", "90", "year"] as const;
export type Preset = (typeof PRESETS)[number];

export interface Range {
  since: string;
  until: string;
  channel?: string;
  agent?: string;
}

/** What stands behind the ? of the address. */
export interface Search {
  days?: Preset;
  since?: string;
  until?: string;
  channel?: string;
  agent?: string;
  compare?: boolean;
}

export const USUAL: Preset = "30";
export const MOST_DAYS = 366;

const DAY = /^20\d\d-[01]\d-[0-3]\d$/;
const LONGEST_ID = 64;

/** Whatever somebody typed into the address, without what means nothing. */
export function searchOf({ days, since, until, channel, agent, compare }: Search): Search {
  const own = isDay(since) && isDay(until) && since <= until && countOf(since, until) <= MOST_DAYS;
  return {
    ...(own ? { since, until } : PRESETS.some((preset) => preset === String(days)) && { days: String(days) as Preset }),
    ...(channel && String(channel).length <= LONGEST_ID && { channel: String(channel) }),
    ...(agent && String(agent).length <= LONGEST_ID && { agent: String(agent) }),
    ...(compare === false && { compare }),
  };
}

/** `today`: of the company. */
export function rangeOf({ days, since, until, channel, agent }: Search, today: string): Range {
  const narrow = { ...(channel && { channel }), ...(agent && { agent }) };
  if (since && until) return { since, until, ...narrow };
  const [from, to] = daysOf(days ?? USUAL, today);
  return { since: from, until: to, ...narrow };
}

/** As many days, just before. */
export function before(range: Range): Range {
  const length = countOf(range.since, range.until);
  return { ...range, since: moved(range.since, -length), until: moved(range.since, -1) };
}

export function countOf(since: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / 86_400_000) + 1;
}

export function moved(day: string, by: number): string {
  return new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10);
}

/** The day it is in a time zone. */
export function dayIn(zone: string | undefined, now: number): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}

export function paramsOf(range: Range): string {
  return String(new URLSearchParams({ ...range }));
}

function daysOf(preset: Preset, today: string): [since: string, until: string] {
  const monday = moved(today, -((new Date(Date.parse(today)).getUTCDay() + 6) % 7));
  const first = `${today.slice(0, 8)}01`;
  const ends: Record<Preset, [string, string]> = {
    today: [today, today],
    yesterday: [moved(today, -1), moved(today, -1)],
    week: [monday, today],
    last_week: [moved(monday, -7), moved(monday, -1)],
    "7": [moved(today, -6), today],
    "30": [moved(today, -29), today],
    month: [first, today],
    last_month: [`${moved(first, -1).slice(0, 8)}01`, moved(first, -1)],
    "90": [moved(today, -89), today],
    year: [`${today.slice(0, 5)}01-01`, today],
  };
  return ends[preset];
}

function isDay(day: unknown): day is string {
  return typeof day === "string" && DAY.test(day) && !Number.isNaN(Date.parse(day));
}
