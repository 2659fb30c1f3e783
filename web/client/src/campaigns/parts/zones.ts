const OFTEN = ["Asia/Bangkok", "Asia/Singapore", "Asia/Tokyo", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "UTC"];

/** The zone of whoever sits here. */
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** Zones to choose from: one's own and those that are often meant first. */
export function zones(...also: (string | null | undefined)[]): string[] {
  const all = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return [...new Set([...also.filter((zone): zone is string => Boolean(zone)), ownZone(), ...OFTEN, ...all])];
}

/** `Bangkok (GMT+7)` at a time, because zones move their clocks. */
export function zoneWord(zone: string, at: number, locale: string): string {
  const place = (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
  const part = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(at).find(({ type }) => type === "timeZoneName");
  return part ? `${place} (${part.value})` : place;
}

/** What a clock in the zone shows at a moment: `2026-12-01T09:00`. */
export function wall(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "00";
  return `${of("year")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}

/** When a clock in the zone shows that; of an hour shown twice the first, of one skipped the moment it is skipped. ms, NaN for no time. */
export function moment(at: string, zone: string): number {
  const naive = Date.parse(`${at.slice(0, 16)}Z`);
  if (Number.isNaN(naive)) return Number.NaN;
  const offset = (instant: number): number => Date.parse(`${wall(instant, zone)}Z`) - Math.floor(instant / 60_000) * 60_000;
  const [early, late] = [naive - offset(naive - DAY), naive - offset(naive + DAY)].sort((one, other) => one - other) as [number, number];
  if (wall(early, zone) === at.slice(0, 16)) return early;
  return wall(late, zone) === at.slice(0, 16) ? late : skipped(early, late, zone);
}

const DAY = 86_400_000; // ms

/** The moment between two at which the clocks jump. */
function skipped(early: number, late: number, zone: string): number {
  const before = wall(early, zone);
  let [low, high] = [early, late];
  while (high - low > 60_000) {
    const middle = low + Math.floor((high - low) / 120_000) * 60_000;
    const moved = Date.parse(`${wall(middle, zone)}Z`) - Date.parse(`${before}Z`) !== middle - early;
    if (moved) high = middle;
    else low = middle;
  }
  return high;
}
