import { plural, t } from "@lingui/core/macro";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const ENGLISH = "en-GB"; // 3 October, as everywhere but in America
const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`;
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale === "en" ? ENGLISH : locale, options)));
  return found;
}

/** `14:05`, everywhere on the 24-hour clock. */
export function clock(at: string | number, locale: string): string {
  return format(locale, "clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
}

/** `Sunday, 22 November 2026, 14:05:09`: what a hover tells. */
export function exactly(at: string | number, locale: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: "full", timeStyle: "medium", hourCycle: "h23" };
  return format(locale, "exactly", options).format(new Date(at));
}

/** `14:05:09.123`, where thousandths of a second are what it is about. */
export function precisely(at: string | number, locale: string): string {
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23" };
  return format(locale, "precisely", options).format(new Date(at));
}

/** The same calendar day, in the zone of the person who reads. */
export function dayKey(at: string | number): string {
  if (typeof at === "number" || !at.endsWith("Z")) return dayOf(new Date(at));
  const minute = at.slice(0, 16); // no zone changes its day within one
  let key = days.get(minute);
  if (key === undefined) {
    if (days.size >= MOST_DAYS) days.clear();
    days.set(minute, (key = dayOf(new Date(at))));
  }
  return key;
}

const days = new Map<string, string>(); // asked for every message of a long thread, again with each page of it
const MOST_DAYS = 20_000;

function dayOf(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** `Today`, `Yesterday`, `Friday`, `3 October`, `3 October 2025`. */
export function dayName(at: string | number, now: number, locale: string): string {
  const date = new Date(at);
  const days = daysBetween(date, new Date(now));
  if (days === 0) return t`Today`;
  if (days === 1) return t`Yesterday`;
  if (days > 1 && days < 7) return format(locale, "weekday", { weekday: "long" }).format(date);
  return sameYear(date, now)
    ? format(locale, "day", { day: "numeric", month: "long" }).format(date)
    : format(locale, "day-year", { day: "numeric", month: "long", year: "numeric" }).format(date);
}

/** What a list row has room for: `14:05`, `Yesterday`, `Fri`, `3 Oct`, `3 Oct 2025`. */
export function listTime(at: string | number, now: number, locale: string): string {
  const date = new Date(at);
  const days = daysBetween(date, new Date(now));
  if (days <= 0) return clock(at, locale);
  if (days === 1) return t`Yesterday`;
  if (days < 7) return format(locale, "weekday-short", { weekday: "short" }).format(date);
  return shortDate(at, now, locale);
}

/** `3 Oct`, with the year when it is another one. */
export function shortDate(at: string | number, now: number, locale: string): string {
  const date = new Date(at);
  return sameYear(date, now)
    ? format(locale, "date-short", { day: "numeric", month: "short" }).format(date)
    : format(locale, "date-short-year", { day: "numeric", month: "short", year: "numeric" }).format(date);
}

/** A moment to come: `14:05`, `tomorrow 09:00`, `Mon 09:00`, `3 Oct 09:00`. */
export function upcoming(at: string | number, now: number, locale: string): string {
  const date = new Date(at);
  const days = daysBetween(new Date(now), date);
  const time = clock(at, locale);
  if (days <= 0) return time;
  if (days === 1) return t`tomorrow ${time}`;
  if (days < 7) return `${format(locale, "weekday-short", { weekday: "short" }).format(date)} ${time}`;
  return `${shortDate(at, now, locale)} ${time}`;
}

/** A span in at most two units: `19 min`, `2 h 5 min`, `3 days`. Below one minute it is `under 1 min`. */
export function span(ms: number): string {
  if (ms < MINUTE) return t`under 1 min`;
  const minutes = Math.floor(ms / MINUTE);
  if (minutes < 60) return t`${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours < 24) return rest ? t`${hours} h ${rest} min` : t`${hours} h`;
  return plural(Math.floor(hours / 24), { one: "# day", other: "# days" });
}

/** `0:07`, `3:24`, `1:02:03` of seconds played. */
export function playTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `312 bytes`, `48 kB`, `2.4 MB`, in the reader's figures. */
export function fileSize(bytes: number, locale: string): string {
  const [value, unit] = bytes < 1000 ? [bytes, "byte"] : bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : [bytes / 1e6, "megabyte"];
  const digits = unit === "megabyte" && value < 100 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", maximumFractionDigits: digits }).format(value);
}

function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / DAY);
}

function sameYear(date: Date, now: number): boolean {
  return date.getFullYear() === new Date(now).getFullYear();
}
