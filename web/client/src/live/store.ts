import { EMPTY, type State } from "./state";

export type Change = (state: State) => State;
type Listener = () => void;

const SPELL = 100; // ms
const AT_ONCE = 2; // notifications in a spell; in a burst the rest waits for its end, so that typing stays smooth

/** One state tree. Many changes in one task are one notification, and so are many tasks of a burst. */
export class Store {
  #state: State;
  #listeners = new Set<Listener>();
  #told = true;
  #spellEnds = 0; // ms on the page's clock
  #toldInSpell = 0;

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
    const now = performance.now();
    if (now >= this.#spellEnds) [this.#spellEnds, this.#toldInSpell] = [now + SPELL, 0];
    this.#toldInSpell += 1;
    if (this.#toldInSpell <= AT_ONCE) queueMicrotask(() => this.#tell());
    else setTimeout(() => this.#tell(), this.#spellEnds - now);
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
