/** What is typed while a number is set up, and what is said of it before anything is sent. */
export interface Draft {
  name: string;
  address: string;
  business: string;
  access_token: string;
  app_secret: string;
  verify_token: string;
}

export const EMPTY: Draft = { name: "", address: "", business: "", access_token: "", app_secret: "", verify_token: "" };

const ID = /^[0-9]{5,32}$/;
const BYTES = 24; // of a verify token

/** What is missing or cannot be, by field; nothing when it may be saved. */
export type Faults = Partial<Record<keyof Draft, "missing" | "digits" | "phone" | "spaces">>;

export function faultsOf(draft: Draft): Faults {
  const faults: Faults = {};
  for (const name of ["name", "access_token", "app_secret", "verify_token"] as const) if (!draft[name].trim()) faults[name] = "missing";
  for (const name of ["address", "business"] as const) {
    const typed = draft[name].trim();
    if (!typed) faults[name] = "missing";
    else if (/^[+0]/.test(typed)) faults[name] = "phone"; // the number itself, not Meta's id of it
    else if (!ID.test(typed)) faults[name] = "digits";
  }
  const token = draft.access_token.trim();
  if (/\s/.test(token)) faults.access_token = "spaces";
  return faults;
}

/** A long random text that nobody has to think of. */
export function randomToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** As it goes to the server: without spaces that came along when it was copied. */
export function trimmed(draft: Draft): Draft {
  return Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, value.trim()])) as unknown as Draft;
}
