/** Exact numbers: whole ones of any size, and decimal texts as the protocol writes them. The same steps as the server's, so the same results. */

const WRITTEN = /^(\d+)(?:\.(\d+))?$/;

/** "1234.5" with 4 places is 12345000n; null for what is no such number, or has more places. */
export function scaled(text: string, places: number): bigint | null {
  const [, whole, part = ""] = WRITTEN.exec(text) ?? [];
  if (whole === undefined) return null;
  const kept = part.replace(/0+$/, "");
  if (kept.length > places) return null;
  return BigInt(whole + kept.padEnd(places, "0"));
}

/** 123450n with 2 places is "1234.50". */
export function plain(units: bigint, places: number): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const sign = units < 0n ? "-" : "";
  return places ? `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}` : sign + digits;
}

/** The quotient of two that are not negative, rounded to the nearest whole one, half up. */
export function halfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

/** `whole` shared out by `weights` to the last unit, by largest remainder; what is left goes one each to those that lost most by
 * rounding down, the first of equals first. All weights 0: nothing is shared out. */
export function divided(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = sum(weights);
  if (total === 0n) return weights.map(() => 0n);
  const shares = weights.map((weight) => (whole * weight) / total);
  const lost = weights.map((weight, place) => ({ place, by: (whole * weight) % total }));
  lost.sort((one, other) => (one.by === other.by ? one.place - other.place : one.by < other.by ? 1 : -1));
  const left = Number(whole - sum(shares));
  const favoured = new Set(lost.slice(0, left).map(({ place }) => place));
  return shares.map((share, place) => (favoured.has(place) ? share + 1n : share));
}

export function sum(numbers: readonly bigint[]): bigint {
  return numbers.reduce((total, number) => total + number, 0n);
}
