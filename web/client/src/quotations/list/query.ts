import type { Id, QuotationState } from "../../protocol";
import { STATES } from "../parts/stateWord";

export const SORTS = ["-created", "created", "-updated", "-total", "total", "valid"] as const;
export type Sort = (typeof SORTS)[number];

/** What is listed; it stands in the address, so it can be kept and sent to a colleague. */
export interface Query {
  q?: string;
  state?: QuotationState;
  owner?: Id;
  contact?: Id;
  currency?: string;
  /** Days: made not before, and not after. */
  from?: string;
  to?: string;
  min?: string;
  max?: string;
  sort?: Sort;
}

const DAY = /^20\d\d-[01]\d-[0-3]\d$/;
const AMOUNT = /^\d{1,12}(\.\d{1,4})?$/;

/** What can be read of an address; the rest is dropped. */
export function queryOf(search: Record<string, unknown>): Query {
  const text = (name: keyof Query, fits: (value: string) => boolean) => {
    const value = typeof search[name] === "number" ? String(search[name]) : search[name];
    return typeof value === "string" && value !== "" && fits(value) ? { [name]: value } : {};
  };
  return {
    ...text("q", (value) => value.length <= 200),
    ...text("state", (value) => (STATES as string[]).includes(value)),
    ...text("owner", (value) => value.length <= 64),
    ...text("contact", (value) => value.length <= 64),
    ...text("currency", (value) => /^[A-Z]{3}$/.test(value)),
    ...text("from", (value) => DAY.test(value)),
    ...text("to", (value) => DAY.test(value)),
    ...text("min", (value) => AMOUNT.test(value)),
    ...text("max", (value) => AMOUNT.test(value)),
    ...text("sort", (value) => (SORTS as readonly string[]).includes(value)),
  };
}

/** As the server asks for it. Amounts are of one currency: without one they say nothing. */
export function asked({ q, state, owner, contact, currency, from, to, min, max, sort }: Query): URLSearchParams {
  const given = { q, owner, contact, currency, since: from, until: to, ...(currency && { least: min, most: max }), sort };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value) query.set(name, value);
  if (state) query.append("state", state);
  return query;
}

/** Whether anything is left out of the list. */
export function isNarrow(query: Query): boolean {
  return Object.entries(query).some(([name, value]) => name !== "sort" && Boolean(value));
}
