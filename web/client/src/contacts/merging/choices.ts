import type { Contact, Field, Json } from "../../protocol";

/** Something two contacts may say differently of one person. `key`: as a merge takes it. */
export interface Difference {
  key: string;
  name: string;
  stays: string;
  goes: string;
}

type Words = { name: string; company: string; owner: string };
type Told = (key: string, value: Json | undefined) => string;

/** Where both have something and it is not the same; elsewhere nothing has to be chosen. */
export function differences(stays: Contact, goes: Contact, fields: readonly Field[], words: Words, told: Told): Difference[] {
  const pairs: [key: string, name: string, stays: Json | undefined, goes: Json | undefined][] = [
    ["name", words.name, stays.name, goes.name],
    ["company", words.company, stays.company, goes.company],
    ["owner", words.owner, stays.owner, goes.owner],
    ...fields.map(({ key, name }): [string, string, Json | undefined, Json | undefined] => [`fields.${key}`, name, stays.fields[key], goes.fields[key]]),
  ];
  return pairs.filter(([, , one, other]) => isSaid(one) && isSaid(other) && one !== other).map(([key, name, one, other]) => ({ key, name, stays: told(key, one), goes: told(key, other) }));
}

/** What the one that stays gets because it has nothing of the kind, and words that are joined. */
export function gains(stays: Contact, goes: Contact): { tags: string[]; identities: string[] } {
  return {
    tags: goes.tags.filter((tag) => !stays.tags.includes(tag)),
    identities: goes.identities.map(({ display }) => display),
  };
}

function isSaid(value: Json | undefined): boolean {
  return value !== null && value !== undefined && value !== "";
}
