import { live } from "../live/live";
import { EMPTY, type State } from "../live/state";

/** What the hooks will find, everything else empty. */
export function seed(given: Partial<State> = {}): void {
  live.store.change(() => ({ ...EMPTY, connection: { mark: "live", since: null, halt: null }, ...given }));
}
