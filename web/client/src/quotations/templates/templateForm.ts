import type { Prices, QuotationSettings, QuotationTemplate, Rounding } from "../../protocol";
import { blankForm } from "../editor/blank";
import type { Content } from "../editor/content";
import { type Form, offOf, rowsOf } from "../editor/form";

/** What a template has that a quotation has not, or may leave to the office's settings. */
export interface Head {
  name: string;
  validDays: string;
  currency: string | null;
  prices: Prices | null;
  rounding: Rounding | null;
}

export function headOf(template: QuotationTemplate | null, settings: QuotationSettings | null): Head {
  return {
    name: template?.name ?? "",
    validDays: String(template ? (template.valid_days ?? "") : (settings?.valid_days ?? "")),
    currency: template?.currency ?? null,
    prices: template?.prices ?? null,
    rounding: template?.rounding ?? null,
  };
}

export function formOf(template: QuotationTemplate | null, settings: QuotationSettings | null): Form {
  const blank = { ...blankForm(settings, null, null), notes: "", terms: "", payment: "", signature: null };
  if (!template) return blank;
  return {
    ...blank,
    language: template.language,
    currency: template.currency ?? blank.currency,
    prices: template.prices ?? blank.prices,
    rounding: template.rounding ?? blank.rounding,
    title: template.title,
    rows: rowsOf(template.items),
    discount: offOf(template.discount),
    notes: template.notes ?? "",
    terms: template.terms ?? "",
    payment: template.payment ?? "",
    signature: template.signature,
  };
}

/** As the server takes it; words that are empty are the office's. */
export function templateOf(head: Head, form: Form, { items, discount }: Content): object {
  const days = Number(head.validDays);
  return {
    name: head.name.trim(),
    language: form.language,
    currency: head.currency,
    prices: head.prices,
    rounding: head.rounding,
    valid_days: Number.isInteger(days) && days > 0 ? days : null,
    title: form.title.trim(),
    items,
    discount,
    notes: form.notes || null,
    terms: form.terms || null,
    payment: form.payment || null,
    signature: form.signature,
  };
}
