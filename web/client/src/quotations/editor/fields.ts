import type { Quotation } from "../../protocol";
import { contentOf } from "./content";
import { type Fields, type Form, type Row, formOf } from "./form";

export type FieldName = keyof Fields;

const OF_FORM: Record<FieldName, keyof Form> = {
  contact: "contact",
  conversation: "conversation",
  currency: "currency",
  language: "language",
  valid_until: "validUntil",
  prices: "prices",
  rounding: "rounding",
  customer: "customer",
  title: "title",
  items: "rows",
  discount: "discount",
  notes: "notes",
  terms: "terms",
  payment: "payment",
  signature: "signature",
  attachments: "attachments",
  rate: "rate",
};
const NAMES = Object.keys(OF_FORM) as FieldName[];

export function fieldsOf(quotation: Quotation): Fields {
  return contentOf(formOf(quotation)).fields;
}

/** The names of the fields in which two differ. */
export function differing(one: Fields, other: Fields): FieldName[] {
  return NAMES.filter((name) => !same(one[name], other[name]));
}

export function some(fields: Fields, names: readonly FieldName[]): Partial<Fields> {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** The form with these fields as another has them; the rest stays the very same, so that nothing loses the cursor. */
export function taking(form: Form, from: Form, names: readonly FieldName[]): Form {
  const taken = { ...form, ...Object.fromEntries(names.map((name) => [OF_FORM[name], from[OF_FORM[name]]])) };
  return names.includes("items") ? { ...taken, rows: inPlaceOf(form.rows, from.rows) } : taken;
}

/** Lines keep the keys of those they replace, and with them their places on the page. */
function inPlaceOf(before: readonly Row[], rows: readonly Row[]): Row[] {
  return rows.map((row, place) => {
    const replaced = before[place];
    return replaced?.kind === row.kind ? { ...row, key: replaced.key } : row;
  });
}

/** What two people made of the same quotation. */
export interface Merge {
  /** Changed by the other alone: taken. */
  theirs: FieldName[];
  /** Changed by both, and not alike: to be chosen. */
  both: FieldName[];
}

export function merge(base: Fields, mine: Fields, theirs: Fields): Merge {
  const changed = differing(base, theirs).filter((name) => !same(mine[name], theirs[name]));
  const own = new Set(differing(base, mine));
  return { theirs: changed.filter((name) => !own.has(name)), both: changed.filter((name) => own.has(name)) };
}

function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** As text, in which absent, null and empty are one. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null || inner === "" || inner === false) return undefined;
    if (typeof inner === "object" && !Array.isArray(inner)) return Object.fromEntries(Object.entries(inner as object).sort());
    return inner;
  }) ?? "";
}
