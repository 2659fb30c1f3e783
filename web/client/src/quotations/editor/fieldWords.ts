import { t } from "@lingui/core/macro";

import type { Customer, Discount, Item, Signature } from "../../protocol";
import { figure, number } from "../numbers/format";
import type { FieldName } from "./fields";
import type { Fields } from "./form";

const WORDS: Record<FieldName, () => string> = {
  contact: () => t`Customer`,
  conversation: () => t`Conversation`,
  currency: () => t`Currency`,
  language: () => t`Language`,
  valid_until: () => t`Valid until`,
  prices: () => t`Prices`,
  rounding: () => t`Rounding of tax`,
  customer: () => t`Billing data`,
  title: () => t`Title`,
  items: () => t`Items`,
  discount: () => t`Discount on the whole`,
  notes: () => t`Notes`,
  terms: () => t`Terms`,
  payment: () => t`Payment`,
  signature: () => t`Signature`,
  attachments: () => t`Attachments`,
  rate: () => t`Exchange rate`,
};

export function fieldWord(name: FieldName): string {
  return WORDS[name]();
}

/** What a field holds, to be compared with another version of it. */
export function inWords(name: FieldName, fields: Fields, locale: string): string {
  const value = fields[name] as unknown;
  if (name === "items") return (value as Item[]).map((item) => itemWords(item, fields.currency as string, locale)).join("\n") || t`none`;
  if (value === null || value === undefined || value === "") return t`nothing`;
  if (name === "discount") return offWords(value as Discount, locale);
  if (name === "customer") return Object.values(value as Customer).filter(Boolean).join("\n");
  if (name === "signature") return [(value as Signature).name, (value as Signature).title].filter(Boolean).join("\n");
  if (name === "attachments") return String((value as string[]).length);
  if (name === "prices") return value === "inclusive" ? t`Tax is contained` : t`Tax is added`;
  if (name === "rounding") return value === "line" ? t`Per line` : t`On the whole`;
  if (name === "language") return new Intl.DisplayNames(locale, { type: "language" }).of(String(value)) ?? String(value);
  return String(value);
}

function itemWords({ description, quantity, unit, unit_price, discount }: Item, currency: string, locale: string): string {
  const price = figure({ amount: unit_price, currency }, locale);
  const off = discount ? ` − ${offWords(discount, locale)}` : "";
  return `${description.split("\n", 1)[0]}: ${number(quantity, locale)} ${unit} × ${price}${off}`;
}

function offWords({ percent, amount }: Discount, locale: string): string {
  return percent ? `${number(percent, locale)} %` : number(amount ?? "0", locale);
}
