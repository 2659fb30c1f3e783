/** `Bangkok (GMT+7)`: the office's zone, where its clock shows another hour than the reader's; else null. */
export function elsewhere(zone: string, locale: string, at: number): string | null {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (offsetOf(zone, at) === offsetOf(here, at)) return null;
  const city = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return zone === "UTC" ? zone : `${city} (${offsetOf(zone, at, locale)})`;
}

/** `14:05` on the office's clock. */
export function clockIn(at: string, locale: string, zone: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(new Date(at));
}

function offsetOf(zone: string, at: number, locale = "en"): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}
