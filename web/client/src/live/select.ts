import { useSyncExternalStore } from "react";
import { live } from "./live";
import type { State } from "./state";

/** A part of the state. Select what the tree holds, never something new: a new object each time would render for ever. */
export function useSelect<Part>(select: (state: State) => Part): Part {
  return useSyncExternalStore(live.store.subscribe, () => select(live.store.state));
}
