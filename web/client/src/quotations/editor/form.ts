import type { Customer, Discount, Id, Item, Json, Prices, Quotation, Rounding, Signature, Tax } from "../../protocol";

/** What is being written: texts as they were typed, and headings as lines of their own. */
export interface Form {
  contact: Id | null;
  conversation: Id | null;
  currency: string;
  language: string;
  validUntil: string;
  prices: Prices;
  rounding: Rounding;
  customer: Customer | null; // null: as the contact is
  title: string;
  rows: readonly Row[];
  discount: Off;
  notes: string;
  terms: string;
  payment: string;
  signature: Signature | null;
  attachments: readonly Id[];
  rate: string; // of the report currency; empty: as the office's rates say
}

/** A discount as it is typed; an empty value is none. */
export interface Off {
  kind: "percent" | "amount";
  value: string;
}

export interface ItemRow {
  kind: "item";
  key: string;
  description: string;
  quantity: string;
  unit: string;
  unitPrice: string;
  discount: Off;
  tax: Tax | null;
  withholding: Tax | null;
  optional: boolean;
  chosen: boolean;
  price: Id | null; // of the price list
}

export interface SectionRow {
  kind: "section";
  key: string;
  title: string;
}

export type Row = ItemRow | SectionRow;

/** What a request may carry of it; every field the server keeps of a draft. */
export type Fields = Record<
  | "contact"
  | "conversation"
  | "currency"
  | "language"
  | "valid_until"
  | "prices"
  | "rounding"
  | "customer"
  | "title"
  | "items"
  | "discount"
  | "notes"
  | "terms"
  | "payment"
  | "signature"
  | "attachments"
  | "rate",
  Json
>;

export const NO_DISCOUNT: Off = { kind: "percent", value: "" };

export function newItem(given: Partial<ItemRow> = {}): ItemRow {
  return {
    kind: "item",
    key: crypto.randomUUID(),
    description: "",
    quantity: "1",
    unit: "",
    unitPrice: "",
    discount: NO_DISCOUNT,
    tax: null,
    withholding: null,
    optional: false,
    chosen: false,
    price: null,
    ...given,
  };
}

export function newSection(title = ""): SectionRow {
  return { kind: "section", key: crypto.randomUUID(), title };
}

export function formOf(quotation: Quotation): Form {
  return {
    contact: quotation.contact,
    conversation: quotation.conversation,
    currency: quotation.currency,
    language: quotation.language,
    validUntil: quotation.valid_until ?? "",
    prices: quotation.prices,
    rounding: quotation.rounding,
    customer: quotation.customer_typed ? quotation.customer : null,
    title: quotation.title,
    rows: rowsOf(quotation.items),
    discount: offOf(quotation.discount),
    notes: quotation.notes,
    terms: quotation.terms,
    payment: quotation.payment,
    signature: quotation.signature,
    attachments: quotation.attachments,
    rate: quotation.rate && quotation.rate.source === TYPED ? quotation.rate.rate : "",
  };
}

const TYPED = "typed"; // the source of a rate that somebody entered

/** A heading stands before the first item of each section; what stands under none at the end of another stands under an empty one. */
export function rowsOf(items: readonly Item[]): Row[] {
  const rows: Row[] = [];
  let section = "";
  for (const item of items) {
    if ((item.section ?? "") !== section) rows.push(newSection((section = item.section ?? "")));
    rows.push(rowOf(item));
  }
  return rows;
}

export function rowOf(item: Item): ItemRow {
  return newItem({
    description: item.description,
    quantity: item.quantity ?? "1",
    unit: item.unit ?? "",
    unitPrice: item.unit_price,
    discount: offOf(item.discount ?? null),
    tax: item.tax ?? null,
    withholding: item.withholding ?? null,
    optional: item.optional ?? false,
    chosen: item.chosen ?? false,
    price: item.price ?? null,
  });
}

export function offOf(discount: Discount | null): Off {
  if (!discount) return NO_DISCOUNT;
  return discount.amount ? { kind: "amount", value: discount.amount } : { kind: "percent", value: discount.percent ?? "" };
}
