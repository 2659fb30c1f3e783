import { useMemo, useSyncExternalStore } from "react";
import { live } from "./live";
import type { State } from "./state";

/** A part of the state. Select what the tree holds, never something new: a new object each time would render for ever. */
export function useSelect<Part>(select: (state: State) => Part): Part {
  return useSyncExternalStore(live.store.subscribe, () => select(live.store.state));
}

/** Something worked out from parts of the state, only when one of them changed. */
export function useDerived<Part, Result>(select: (state: State) => Part, derive: (part: Part) => Result): Result {
  const part = useSelect(select);
  // oxlint-disable-next-line react/exhaustive-deps -- derive is a function of its part alone
  return useMemo(() => derive(part), [part]);
}
