const FEWEST = 8; // digits of a number with its country
const MOST = 15; // E.164

/** The number as typed, tidied, when it can be one; the server knows the rules of each country. */
export function asPhone(typed: string): string | null {
  const text = typed.trim();
  if (!/^\+?[\d\s().-]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, "");
  if (digits.length < FEWEST || digits.length > MOST) return null;
  return text.startsWith("+") ? `+${digits}` : digits;
}
