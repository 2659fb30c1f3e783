/** What a canned reply may name; a field of contacts by its key besides. */
export const PLACEHOLDERS = ["contact.name", "contact.first_name", "contact.company", "agent.name", "agent.first_name", "company"] as const;

const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const FIELD = /^contact\.[a-z0-9_]{1,64}$/;

/** As it would read: places filled with examples. */
export function filled(text: string, examples: Readonly<Record<string, string>>): string {
  return text.replace(PLACE, (whole, name: string) => examples[name] ?? (FIELD.test(name) ? `(${name.slice("contact.".length)})` : whole));
}

/** Places nobody can fill. */
export function unknown(text: string): string[] {
  const names = [...text.matchAll(PLACE)].map(([, name = ""]) => name);
  return [...new Set(names.filter((name) => !(PLACEHOLDERS as readonly string[]).includes(name) && !FIELD.test(name)))];
}

/** The text with something put where the cursor stands, and where the cursor stands then. */
export function inserted(text: string, at: number, name: string): { text: string; at: number } {
  const place = `{{${name}}}`;
  return { text: text.slice(0, at) + place + text.slice(at), at: at + place.length };
}
