import { useCallback, useMemo, useRef, useState } from "react";

import type { ProblemError } from "../http/problem";
import type { Event, Page } from "../protocol";
import { useHearing } from "./useHearing";
import { useLoaded } from "./useLoaded";

const PAGE = 50; // entries

export interface Paged<Item> {
  items: readonly Item[];
  /** Nothing is there to be shown yet. */
  first: boolean;
  hasMore: boolean;
  more: () => void;
  error: ProblemError | null;
  again: () => void;
}

/** A list page by page, read again when events of these types came. `query` says all that `read` depends on. */
export function usePaged<Item>(
  query: URLSearchParams,
  read: (query: URLSearchParams, signal?: AbortSignal) => Promise<Page<Item>>,
  types: readonly Event["type"][],
  limit = PAGE,
): Paged<Item> {
  const key = String(query);
  const head = useLoaded(key, (signal) => read(pageOf(key, null, limit), signal));
  const [rest, setRest] = useState<{ of: unknown; items: readonly Item[]; next: string | null } | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const busy = useRef(false);
  const { again, value } = head;
  useHearing(types, again);
  const further = rest && rest.of === value ? rest : null;
  const next = further ? further.next : (value?.next ?? null);
  const items = useMemo(() => [...(value?.items ?? []), ...(further?.items ?? [])], [value, further]);
  const more = useCallback(() => {
    if (busy.current || !next) return;
    busy.current = true;
    setProblem(null);
    read(pageOf(key, next, limit))
      .then(
        (found) => setRest((before) => ({ of: value, items: [...(before?.of === value ? before.items : []), ...found.items], next: found.next })),
        (refused: ProblemError) => setProblem(refused),
      )
      .finally(() => (busy.current = false));
    // oxlint-disable-next-line react/exhaustive-deps -- the query is its key
  }, [key, next, value]);
  return { items, first: value === null && head.error === null, hasMore: next !== null, more, error: problem ?? head.error, again };
}

function pageOf(query: string, after: string | null, limit: number): URLSearchParams {
  const wanted = new URLSearchParams(query);
  wanted.set("limit", String(limit));
  if (after) wanted.set("after", after);
  return wanted;
}
