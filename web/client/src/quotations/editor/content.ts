import type { Discount, Item, Json } from "../../protocol";
import { placesOf } from "../numbers/currencies";
import { typedNumber } from "../numbers/typed";
import type { Fields, Form, ItemRow, Off, Row } from "./form";

const PLACES = 4; // of a quantity, a price or a percentage

/** Why an item is not kept yet. */
export type Missing = "description" | "quantity" | "price" | "discount";

export interface Content {
  fields: Fields;
  items: Item[];
  discount: Discount | null;
  /** The key of the row each item came from. */
  keys: string[];
  missing: ReadonlyMap<string, Missing>;
  /** The discount on the whole cannot be read as a number. */
  discountWrong: boolean;
}

/** The form as the server takes it. Empty lines are left out; so is what is not complete yet, which `missing` tells of. */
export function contentOf(form: Form): Content {
  const { items, keys, missing } = itemsOf(form.rows, form.currency);
  const discount = discountOf(form.discount, form.currency);
  const fields: Fields = {
    contact: form.contact,
    conversation: form.conversation,
    currency: form.currency,
    language: form.language,
    valid_until: form.validUntil || null,
    prices: form.prices,
    rounding: form.rounding,
    customer: form.customer as unknown as Json,
    title: form.title.trim(),
    items: items as unknown as Json,
    discount: (discount ?? null) as unknown as Json,
    notes: form.notes,
    terms: form.terms,
    payment: form.payment,
    signature: form.signature as unknown as Json,
    attachments: [...form.attachments],
    rate: form.rate ? typedNumber(form.rate, 9) : null,
  };
  return { fields, items, discount: discount ?? null, keys, missing, discountWrong: discount === undefined };
}

function itemsOf(rows: readonly Row[], currency: string): Pick<Content, "items" | "keys" | "missing"> {
  const items: Item[] = [];
  const keys: string[] = [];
  const missing = new Map<string, Missing>();
  let section = "";
  for (const row of rows) {
    if (row.kind === "section") section = row.title.trim();
    else if (!isEmpty(row)) {
      const made = itemOf(row, section, currency);
      if (typeof made === "string") missing.set(row.key, made);
      else {
        items.push(made);
        keys.push(row.key);
      }
    }
  }
  return { items, keys, missing };
}

/** Nothing was written in it. */
export function isEmpty(row: ItemRow): boolean {
  return row.description.trim() === "" && row.unitPrice.trim() === "";
}

function itemOf(row: ItemRow, section: string, currency: string): Item | Missing {
  const description = row.description.trim();
  if (!description) return "description";
  const quantity = typedNumber(row.quantity, PLACES, 9);
  if (quantity === null || /^[0.]*$/.test(quantity)) return "quantity";
  const price = typedNumber(row.unitPrice, PLACES);
  if (price === null) return "price";
  const discount = discountOf(row.discount, currency);
  if (discount === undefined) return "discount";
  const { unit, tax, withholding, optional, chosen } = row;
  return { description, quantity, unit: unit.trim(), unit_price: price, discount, tax, withholding, section, optional, chosen: optional && chosen, price: row.price };
}

/** null: none; undefined: what was typed is no discount. */
export function discountOf({ kind, value }: Off, currency: string): Discount | null | undefined {
  if (!value.trim()) return null;
  const number = typedNumber(value.replace(/%\s*$/, ""), kind === "percent" ? PLACES : placesOf(currency));
  if (number === null || (kind === "percent" && Number(number) > 100)) return undefined;
  return /^[0.]*$/.test(number) ? null : kind === "percent" ? { percent: number, amount: null } : { percent: null, amount: number };
}
