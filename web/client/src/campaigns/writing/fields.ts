import type { Campaign } from "../../protocol";

const NAMES = ["name", "channel", "template", "variants", "audience", "schedule", "canary", "sending", "replies", "steps", "fallback"] as const;
export type FieldName = (typeof NAMES)[number];

/** What is written of a campaign. */
export type Fields = Pick<Campaign, FieldName>;

export function fieldsOf(campaign: Campaign): Fields {
  return some(campaign, NAMES) as Fields;
}

export function some(fields: Fields, names: readonly FieldName[]): Partial<Fields> {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** The names of the fields in which two differ. */
export function differing(one: Fields, other: Fields): FieldName[] {
  return NAMES.filter((name) => canonical(one[name]) !== canonical(other[name]));
}

/** What two people made of the same campaign. */
export interface Merge {
  /** Changed by the other alone: taken. */
  theirs: FieldName[];
  /** Changed by both, and not alike: to be chosen. */
  both: FieldName[];
}

export function merge(base: Fields, mine: Fields, theirs: Fields): Merge {
  const changed = differing(base, theirs).filter((name) => canonical(mine[name]) !== canonical(theirs[name]));
  const own = new Set(differing(base, mine));
  return { theirs: changed.filter((name) => !own.has(name)), both: changed.filter((name) => own.has(name)) };
}

/** As text, in which absent and null are one and the order of names says nothing. */
function canonical(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null) return undefined;
    if (typeof inner === "object" && !Array.isArray(inner)) return Object.fromEntries(Object.entries(inner as object).sort());
    return inner;
  });
  return text ?? "";
}
