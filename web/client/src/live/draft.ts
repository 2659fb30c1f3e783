import type { Id, Message } from "../protocol";
import type { State, Thread } from "./state";

type TableName =
  | "users"
  | "channels"
  | "templates"
  | "replies"
  | "settings"
  | "conversations"
  | "contacts"
  | "quotations"
  | "threads"
  | "lists"
  | "typing"
  | "presence"
  | "pending";

type Writable<Table> = Table extends ReadonlyMap<infer Key, infer Value> ? Map<Key, Value> : never;

/** A state being changed: each table is copied once, at its first change, however many events follow. */
export class Draft {
  #state: State;
  #copied = new Set<string>();

  constructor(state: State) {
    this.#state = { ...state };
  }

  /** What is there now, changes included. */
  get state(): Readonly<State> {
    return this.#state;
  }

  table<Name extends TableName>(name: Name): Writable<State[Name]> {
    if (!this.#copied.has(name)) {
      this.#copied.add(name);
      const table = new Map<unknown, unknown>(this.#state[name]);
      this.#state = { ...this.#state, [name]: table };
    }
    return this.#state[name] as unknown as Writable<State[Name]>;
  }

  /** The messages of a thread, to be changed in place. */
  messages(id: Id): Message[] {
    const thread = this.#state.threads.get(id) as Thread;
    const key = `threads/${id}`;
    if (!this.#copied.has(key)) {
      this.#copied.add(key);
      this.table("threads").set(id, { ...thread, messages: [...thread.messages] });
    }
    return this.#state.threads.get(id)?.messages as Message[];
  }

  gone(id: Id, is: boolean): void {
    if (this.#state.gone.has(id) === is) return;
    const gone = new Set(this.#state.gone);
    if (is) gone.add(id);
    else gone.delete(id);
    this.#state.gone = gone;
  }

  set<Name extends keyof State>(name: Name, value: State[Name]): void {
    this.#state[name] = value;
  }
}

/** A change made of many: the function gets a draft, the tables it did not touch stay the very same. */
export function changed(state: State, change: (draft: Draft) => void): State {
  const draft = new Draft(state);
  change(draft);
  return draft.state;
}
