import type { Campaign } from "../../protocol";

/** A day of the calendar, as 2026-12-01; days know no zone. */
export type Day = string;

export const DAY = 86_400_000; // ms

export function dayOf(date: Date): Day {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Noon of that day on the clock of whoever looks: no clock jumps there. */
export function dateOf(day: Day): Date {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(year, month - 1, date, 12);
}

export function isDay(text: string | undefined): text is Day {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && dayOf(dateOf(text)) === text;
}

export function plus(day: Day, days: number): Day {
  const date = dateOf(day);
  date.setDate(date.getDate() + days);
  return dayOf(date);
}

/** The same day of another month, or its last one. */
export function plusMonths(day: Day, months: number): Day {
  const date = dateOf(day);
  const wanted = date.getDate();
  date.setDate(1);
  date.setMonth(date.getMonth() + months);
  date.setDate(Math.min(wanted, new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate()));
  return dayOf(date);
}

/** The week of a day, Monday first. */
export function weekOf(day: Day): Day[] {
  const monday = plus(day, -((dateOf(day).getDay() + 6) % 7));
  return Array.from({ length: 7 }, (_, place) => plus(monday, place));
}

/** The weeks a month lies in, whole. */
export function monthOf(day: Day): Day[][] {
  const [first] = weekOf(`${day.slice(0, 7)}-01`) as [Day];
  const weeks: Day[][] = [];
  for (let monday = first; weeks.length === 0 || monday.slice(0, 7) <= day.slice(0, 7); monday = plus(monday, 7)) weeks.push(weekOf(monday));
  return weeks;
}

/** When it began, or is to begin; null for one without a time. */
export function begins(campaign: Campaign): string | null {
  return campaign.started_at ?? campaign.starts_at;
}

/** Campaigns by the day they begin on, on the clock of whoever looks; the earliest first. */
export function byDay(campaigns: readonly Campaign[]): ReadonlyMap<Day, Campaign[]> {
  const found = new Map<Day, Campaign[]>();
  const timed = campaigns.filter((campaign) => begins(campaign) !== null).sort((one, other) => (begins(one) ?? "").localeCompare(begins(other) ?? ""));
  for (const campaign of timed) {
    const day = dayOf(new Date(begins(campaign) ?? ""));
    found.set(day, [...(found.get(day) ?? []), campaign]);
  }
  return found;
}

/** Its clock time on another day, in the zone it is planned in. */
export function moved(at: string, from: Day, to: Day): string {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY);
  return `${new Date(Date.parse(at.slice(0, 10)) + days * DAY).toISOString().slice(0, 10)}${at.slice(10)}`;
}
