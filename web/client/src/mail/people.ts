import type { MailAddress } from "../protocol";

const ADDRESS = /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()[\]\\@]+\.[^\s<>,;:"()[\]\\@.]+$/u; // as the server takes them, and with a dot in the domain
const LONGEST = 254;

export interface Read {
  people: MailAddress[];
  /** What is no address, to be mended. */
  rest: string;
}

/** Several people as they are pasted: `Pim <pim@example.com>, ken@example.com; …`, a line each or all in one. */
export function readPeople(typed: string): Read {
  const people: MailAddress[] = [];
  const rest: string[] = [];
  for (const part of parts(typed)) {
    const person = readPerson(part);
    if (person) people.push(person);
    else rest.push(part);
  }
  return { people: unique(people), rest: rest.join(", ") };
}

export function isAddress(text: string): boolean {
  return text.length <= LONGEST && ADDRESS.test(text);
}

/** Each address once, the first time it is named. */
export function unique(people: readonly MailAddress[]): MailAddress[] {
  const seen = new Set<string>();
  return people.filter(({ address }) => !seen.has(address) && seen.add(address));
}

/** Without those whose address is among `others`. */
export function without<Person extends MailAddress>(people: readonly Person[], others: readonly string[]): Person[] {
  const gone = new Set(others.map((address) => address.toLowerCase()));
  return people.filter(({ address }) => !gone.has(address.toLowerCase()));
}

/** How a person is called in few letters. */
export function shortName({ name, address }: MailAddress): string {
  return name?.trim() || address;
}

export function longName({ name, address }: MailAddress): string {
  return name?.trim() ? `${name.trim()} <${address}>` : address;
}

function readPerson(part: string): MailAddress | null {
  const named = /^(?<name>.*?)<(?<address>[^<>]+)>$/u.exec(part);
  const address = (named?.groups?.address ?? part).trim().replace(/^mailto:/i, "").toLowerCase();
  if (!isAddress(address)) return null;
  const name = (named?.groups?.name ?? "").trim().replace(/^["'](?<inner>.*)["']$/u, "$<inner>").trim();
  return name && name.toLowerCase() !== address ? { address, name: name.slice(0, 200) } : { address };
}

/** Parted at commas, semicolons and lines, but not within quotes (`"Srisai, Pim" <…>`); addresses without brackets also at spaces. */
function parts(typed: string): string[] {
  const found = typed.match(/(?:"[^"]*"|[^",;\n])+/gu) ?? [];
  return found.flatMap((part) => (/[<"]/u.test(part) ? [part] : splitBare(part))).map((part) => part.trim()).filter(Boolean);
}

function splitBare(part: string): string[] {
  const words = part.trim().split(/\s+/u);
  const others = words.filter((word) => !word.includes("@"));
  return [...words.filter((word) => word.includes("@")), others.join(" ")];
}
