import type { Conversation, Id, QuotationSettings } from "../../protocol";
import type { Form } from "./form";
import { NO_DISCOUNT } from "./form";

const DAY = 86_400_000; // ms

/** What a new quotation begins with, before anything is written: as the office's settings say. */
export function blankForm(settings: QuotationSettings | null, contact: Id | null, conversation: Conversation | null): Form {
  return {
    contact: conversation?.contact.id ?? contact,
    conversation: conversation?.id ?? null,
    currency: settings?.currency ?? "THB",
    language: settings?.language ?? "en",
    validUntil: settings?.valid_days ? dayIn(settings.valid_days) : "",
    prices: settings?.prices ?? "exclusive",
    rounding: settings?.rounding ?? "line",
    customer: null,
    title: "",
    rows: [],
    discount: NO_DISCOUNT,
    notes: settings?.notes ?? "",
    terms: settings?.terms ?? "",
    payment: settings?.payment ?? "",
    signature: settings?.signature ?? null,
    attachments: [],
    rate: "",
  };
}

/** The day so many days from today, here: `2027-01-31`. */
export function dayIn(days: number): string {
  const date = new Date(Date.now() + days * DAY);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
