import type { Cursor, Event, EventsFrame, PulseFrame } from "../protocol";
import { applyEvents } from "./apply";
import type { Store } from "./store";

/** Where in the log this browser stands, over all its connections. */
export class Position {
  #cursor: Cursor | null = null;
  #store: Store;
  #told: (events: readonly Event[]) => void;

  constructor(store: Store, told: (events: readonly Event[]) => void) {
    this.#store = store;
    this.#told = told;
  }

  get cursor(): Cursor | null {
    return this.#cursor;
  }

  /** Begins anew, or nowhere. */
  begin(cursor: Cursor | null): void {
    this.#cursor = cursor;
  }

  /** The server took the cursor up: its epoch and scope, our place. */
  resume(cursor: Cursor): void {
    this.#cursor = { ...cursor, seq: this.#cursor?.seq ?? cursor.seq };
  }

  /** Applies a frame; false when something before it was lost on the way. */
  take(frame: EventsFrame): boolean {
    const seq = this.#cursor?.seq ?? -1;
    if (!this.#advance(frame)) return false;
    const events = frame.events.filter((event) => event.seq > seq);
    if (events.length === 0) return true;
    this.#store.change((state) => applyEvents(state, events));
    this.#told(events);
    return true;
  }

  /** Moves on over what this agent may not see; false as for `take`. */
  pulse(frame: PulseFrame): boolean {
    return this.#advance(frame);
  }

  #advance({ after, seq }: { after: number; seq: number }): boolean {
    if (!this.#cursor || after > this.#cursor.seq) return false;
    if (seq > this.#cursor.seq) this.#cursor = { ...this.#cursor, seq };
    return true;
  }
}
