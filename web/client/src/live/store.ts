import { EMPTY, type State } from "./state";

export type Change = (state: State) => State;
type Listener = () => void;

/** One state tree. Many changes in one task are one notification. */
export class Store {
  #state: State;
  #listeners = new Set<Listener>();
  #told = true;

  constructor(state: State = EMPTY) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  change(change: Change): void {
    const next = change(this.#state);
    if (next === this.#state) return;
    this.#state = next;
    if (!this.#told) return;
    this.#told = false;
    queueMicrotask(() => this.#tell());
  }

  /** Returns its own undo. */
  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    this.#told = true;
    for (const listener of [...this.#listeners]) listener();
  }
}
