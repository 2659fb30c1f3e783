/** A whole number within bounds as it is typed; null for nothing, or nothing that is one. */
export function wholeNumber(typed: string, least: number, most: number): number | null {
  const digits = typed.normalize("NFKC").replace(/\D/g, "");
  return digits === "" ? null : Math.min(most, Math.max(least, Number(digits.slice(0, 9))));
}

/** What a pattern of numbers makes of one: `Q-{year}-{number:4}` is Q-2026-0001. */
export function figure(pattern: string, year: number, number: number): string {
  return pattern.replaceAll("{year}", String(year)).replace(/\{number(?::(\d))?\}/g, (_, digits: string | undefined) => String(number).padStart(Number(digits ?? 1), "0"));
}
