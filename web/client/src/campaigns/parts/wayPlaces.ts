/** `{{first_name}}`, `{{1}}`, `{{fields.points}}`. */
const PLACE = /\{\{\s*([\w.]+)\s*\}\}/g;
export const UNSUBSCRIBE = "unsubscribe";
const PLAIN = new Set(["name", "first_name", "company", "phone", "email"]);

/** The places some words have, each once; without the link that says no. */
export function placesIn(words: string): string[] {
  const found = [...words.matchAll(PLACE)].map(([, place]) => place ?? "");
  return [...new Set(found)].filter((place) => place !== UNSUBSCRIBE);
}

/** Those that are a field of the contact, which may say nothing. */
export function fieldsIn(words: string): string[] {
  return placesIn(words).filter((place) => PLAIN.has(place) || place.startsWith("fields."));
}

/** The words with a place where the cursor stands, and where it stands then. */
export function inserted(words: string, place: string, from: number, to: number): { words: string; cursor: number } {
  const gap = `{{${place}}}`;
  return { words: words.slice(0, from) + gap + words.slice(to), cursor: from + gap.length };
}
