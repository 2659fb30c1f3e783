import type { QuotationSettings } from "../../protocol";

export interface QuotationPart {
  settings: QuotationSettings;
  set: (part: Partial<QuotationSettings>) => void;
  /** The server's word on a field of these settings. */
  wrong: (field: keyof QuotationSettings) => string | undefined;
}
