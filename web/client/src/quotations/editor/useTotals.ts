import { useMemo } from "react";

import type { ItemAmounts, Quotation, Totals } from "../../protocol";
import { type Wrong, totalsOf } from "../numbers/totals";
import { type Content, contentOf } from "./content";
import { differing, fieldsOf } from "./fields";
import type { Form } from "./form";

export interface Computed {
  content: Content;
  totals: Totals;
  wrong: readonly Wrong[];
  /** What each line comes to, by its key. */
  lines: ReadonlyMap<string, ItemAmounts>;
}

/** What the form comes to now; what the server said of the very same content is the truth. */
export function useTotals(form: Form, held: Quotation | null): Computed {
  const saved = useMemo(() => (held ? fieldsOf(held) : null), [held]);
  return useMemo(() => {
    const content = contentOf(form);
    const { currency, prices, rounding } = form;
    const computed = totalsOf(content.items, { currency, prices, rounding, discount: content.discount });
    const same = saved !== null && !differing(saved, content.fields).some((name) => COUNTING.has(name));
    const totals = same && held ? held.totals : computed.totals;
    const lines = new Map(content.keys.flatMap((key, place) => (totals.items[place] ? [[key, totals.items[place]] as const] : [])));
    return { content, totals, wrong: computed.wrong, lines };
  }, [form, saved, held]);
}

const COUNTING = new Set<string>(["items", "discount", "currency", "prices", "rounding"]);
