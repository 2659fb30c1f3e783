import type { QuotationTemplate } from "../../protocol";

/** A template without what the server gives it. */
export function givenOf(template: QuotationTemplate): object {
  const given = Object.entries(template).filter(([name]) => !OWN.has(name));
  return Object.fromEntries(given);
}

const OWN = new Set(["id", "version", "created_at", "updated_at"]);
