import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { ProblemError } from "../../http/problem";
import { useSelect } from "../../live/select";
import type { Id, QuotationSummary, QuotationTotals } from "../../protocol";
import * as api from "../api";
import { useHearing } from "../useHearing";
import { type Loaded, useLoaded } from "../useLoaded";
import { type Query, asked } from "./query";

const PAGE = 50;

export interface Listed {
  items: readonly QuotationSummary[];
  /** Nothing is there to be shown yet. */
  first: boolean;
  hasMore: boolean;
  more: () => void;
  error: ProblemError | null;
  again: () => void;
}

/** The quotations of a list, each as it is now; what came or went since is read again. */
export function useQuotations(query: Query): Listed {
  const key = String(asked(query));
  const head = useLoaded(key, (signal) => api.list(page(query, null), signal));
  const [rest, setRest] = useState<{ of: unknown; items: readonly QuotationSummary[]; next: string | null } | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const busy = useRef(false);
  const held = useSelect((state) => state.quotations);
  const { again } = head;
  useHearing(["quotation.changed", "quotation.removed"], again);
  const further = rest && rest.of === head.value ? rest : null;
  const next = further ? further.next : (head.value?.next ?? null);
  const items = useMemo(() => newest([...(head.value?.items ?? []), ...(further?.items ?? [])], held), [head.value, further, held]);
  const more = useCallback(() => {
    if (busy.current || !next) return;
    busy.current = true;
    setProblem(null);
    api
      .list(page(query, next))
      .then(
        (found) => setRest((before) => ({ of: head.value, items: [...(before?.of === head.value ? before.items : []), ...found.items], next: found.next })),
        (refused: ProblemError) => setProblem(refused),
      )
      .finally(() => (busy.current = false));
    // oxlint-disable-next-line react/exhaustive-deps -- the query is its key
  }, [key, next, head.value]);
  return { items, first: head.value === null && head.error === null, hasMore: next !== null, more, error: problem ?? head.error, again };
}

function page(query: Query, after: string | null): URLSearchParams {
  const wanted = asked(query);
  wanted.set("limit", String(PAGE));
  if (after) wanted.set("after", after);
  return wanted;
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
