import { useSelect } from "../live/select";
import type { QuotationSettings } from "../protocol";

/** What the office decided about its quotations; null until it is known. */
export function useSettings(): QuotationSettings | null {
  return useSelect((state) => (state.settings.get("quotations") as QuotationSettings | undefined) ?? null);
}
