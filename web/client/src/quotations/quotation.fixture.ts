import type { Item, Money, Quotation } from "../protocol";
import { totalsOf } from "./numbers/totals";

export function item(given: Partial<Item> = {}): Item {
  return {
    description: "PA system",
    quantity: "2",
    unit: "set",
    unit_price: "1234.50",
    discount: null,
    tax: { name: "VAT", rate: "7" },
    withholding: null,
    section: "",
    optional: false,
    chosen: false,
    price: null,
    ...given,
  };
}

/** A draft as the server would tell it. */
export function quotation(given: Partial<Quotation> = {}): Quotation {
  const items = given.items ?? [item()];
  const { totals } = totalsOf(items, { currency: "THB", prices: "exclusive", discount: null, rounding: "line" });
  const baht = (amount: string): Money => ({ amount, currency: "THB" });
  return {
    id: "q1",
    version: 1,
    revision: 1,
    number: null,
    state: "draft",
    contact: "pim",
    customer_name: "Pim",
    conversation: "c1",
    channel: "bangkok",
    owner: "dana",
    language: "en",
    currency: "THB",
    prices: "exclusive",
    valid_until: "2027-01-31",
    issue_date: null,
    subtotal: totals.subtotal,
    discount_total: totals.discount_total,
    net: totals.net,
    tax_total: totals.tax_total,
    total: totals.total,
    withheld: baht("0.00"),
    payable: totals.payable,
    reported: null,
    approval: "none",
    answered: null,
    created_at: "2026-11-22T08:00:00.000Z",
    updated_at: "2026-11-22T08:00:00.000Z",
    issued_at: null,
    sent_at: null,
    seen_at: null,
    customer: { name: "Pim", company: "", address: "", tax_id: "", branch: "", email: "", phone: "" },
    customer_typed: false,
    title: "",
    items,
    discount: null,
    rounding: "line",
    notes: "",
    terms: "",
    payment: "",
    signature: null,
    attachments: [],
    rate: null,
    totals,
    ...given,
  };
}
