import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { Conversation, Id } from "../protocol";

export interface Selection {
  chosen: ReadonlySet<Id>;
  /** Chooses one more, or lets it go. */
  toggle: (id: Id) => void;
  /** Chooses all from the one touched last to this one. */
  reach: (id: Id) => void;
  choose: (ids: Iterable<Id>) => void;
  clear: () => void;
}

const NONE: ReadonlySet<Id> = new Set();

/** The conversations chosen on one list. What leaves the list stays chosen, so an action can be followed by another. */
export function useSelection(items: readonly Conversation[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(NONE);
  const anchor = useRef<Id | null>(null);
  const held = useRef(items);
  useEffect(() => {
    held.current = items;
  });
  const toggle = useCallback((id: Id) => {
    anchor.current = id;
    setChosen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const reach = useCallback((id: Id) => {
    const at = (wanted: Id | null) => held.current.findIndex((one) => one.id === wanted);
    const [from, to] = [at(anchor.current ?? id), at(id)];
    anchor.current ??= id;
    const between = from < 0 ? [id] : held.current.slice(Math.min(from, to), Math.max(from, to) + 1).map((one) => one.id);
    setChosen((before) => new Set([...before, ...between]));
  }, []);
  const choose = useCallback((ids: Iterable<Id>) => setChosen(new Set(ids)), []);
  const clear = useCallback(() => {
    anchor.current = null;
    setChosen(NONE);
  }, []);
  return useMemo(() => ({ chosen, toggle, reach, choose, clear }), [chosen, toggle, reach, choose, clear]);
}
