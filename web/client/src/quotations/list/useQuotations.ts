import { useEffect, useMemo, useRef } from "react";

import { useSelect } from "../../live/select";
import type { Id, QuotationSummary, QuotationTotals } from "../../protocol";
import * as api from "../api";
import { useHearing } from "../../live/useHearing";
import { type Loaded, useLoaded } from "../../live/useLoaded";
import { type Paged, usePaged } from "../../live/usePaged";
import { type Query, asked } from "./query";

/** The quotations of a list, each as it is now; what came or went since is read again. */
export function useQuotations(query: Query): Paged<QuotationSummary> {
  const held = useSelect((state) => state.quotations);
  const paged = usePaged(asked(query), api.list, ["quotation.changed", "quotation.removed"]);
  const items = useMemo(() => newest(paged.items, held), [paged.items, held]);
  return { ...paged, items };
}

/** What the events told is newer than any page. */
function newest(items: readonly QuotationSummary[], held: ReadonlyMap<Id, QuotationSummary>): readonly QuotationSummary[] {
  return items.map((item) => {
    const told = held.get(item.id);
    return told && told.version > item.version ? told : item;
  });
}

/** What they come to, by currency and state; read again when one of them changed. */
export function useSums(query: Query): Loaded<QuotationTotals> {
  const wanted = asked({ ...query, sort: undefined });
  const sums = useLoaded(`sums?${wanted}`, (signal) => api.totals(wanted, signal));
  const { again } = sums;
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);
  useHearing(["quotation.changed", "quotation.removed"], () => {
    clearTimeout(pause.current);
    pause.current = setTimeout(again, SOON);
  });
  return sums;
}

const SOON = 500; // ms; sums are dear, and a burst asks once
