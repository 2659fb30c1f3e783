const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MINUTE = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/; // the server says UTC beside it
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** A day or time as the server writes it, as the reader does; null when `value` is none. */
export function dated(value: string, locale: string): string | null {
  if (DAY.test(value)) return told(`${value}T00:00:00Z`, locale, { dateStyle: "medium", timeZone: "UTC" }, value);
  if (MINUTE.test(value)) return told(`${value.replace(" ", "T")}:00Z`, locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC", hourCycle: "h23" }, value.slice(0, 10));
  return INSTANT.test(value) ? told(value, locale, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }, value.slice(0, 10)) : null;
}

/** Not what only looks like one: the 30th of February. */
function told(time: string, locale: string, options: Intl.DateTimeFormatOptions, day: string): string | null {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day ? null : new Intl.DateTimeFormat(locale, options).format(date);
}
