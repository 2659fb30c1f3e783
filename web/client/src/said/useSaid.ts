import { useSyncExternalStore } from "react";

import { currentSayer, hearSayer, type Sayer } from "./said";

/** `said` for what stands on the screen already when the words arrive. */
export function useSaid(): Sayer {
  return useSyncExternalStore(hearSayer, currentSayer);
}
