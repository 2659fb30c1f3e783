import type { ProblemError } from "../../http/problem";
import type { Page } from "../../protocol";

export const PAGE = 100; // entries
const KEPT = 30; // pages; of those farthest from what is seen nothing is held
const SETTLED = 60; // ms a place is looked at before it is read: who drags the bar passes many

export interface Ask {
  limit: number;
  /** The `next` of the page before, where it is held. */
  after?: string;
  /** Else how many entries lie before. */
  skip?: number;
}

interface Source<Item> {
  read: (ask: Ask, signal: AbortSignal) => Promise<Page<Item>>;
  count: (signal: AbortSignal) => Promise<number>;
}

interface Held<Item> {
  items: readonly Item[];
  next: string | null;
}

export interface Seen<Item> {
  /** How many there are; null until it is known. */
  total: number | null;
  at: (place: number) => Item | undefined;
  error: ProblemError | null;
}

/** A list far longer than what is held of it: pages are read where one looks, by the cursor of their neighbour or by jumping. */
export class Pages<Item> {
  #source: Source<Item>;
  #held = new Map<number, Held<Item>>();
  #busy = new Map<number, number>(); // page → the reading it belongs to
  #reading = 0;
  #total: number | null = null;
  #range: [number, number] = [0, 0];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #leaving = new AbortController();
  #listeners = new Set<() => void>();
  #seen: Seen<Item> = { total: null, at: () => undefined, error: null };

  constructor(source: Source<Item>) {
    this.#source = source;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): Seen<Item> => this.#seen;

  /** Reads what is looked at, and how many there are. Call it again to have it all as it is now; what is shown stays until then. */
  begin(): void {
    if (this.#leaving.signal.aborted) this.#leaving = new AbortController();
    this.#reading += 1;
    this.#busy.clear();
    const mine = this.#reading;
    this.#source.count(this.#leaving.signal).then(
      (total) => mine === this.#reading && this.#counted(total),
      (problem: ProblemError) => this.#failed(problem),
    );
    for (const page of this.#near()) this.#read(page);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#leaving.abort();
    this.#busy.clear();
  }

  /** What is in sight now, by place. */
  see(first: number, last: number): void {
    this.#range = [first, last];
    if (this.#near().every((page) => this.#held.has(page) || this.#busy.has(page))) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#near().forEach((page) => !this.#held.has(page) && !this.#busy.has(page) && this.#read(page)), SETTLED);
  }

  #near(): number[] {
    const [first, last] = this.#range.map((place) => Math.floor(place / PAGE)) as [number, number];
    const pages = Array.from({ length: last - first + 1 }, (_, step) => first + step);
    return this.#total === null ? pages : pages.filter((page) => page === 0 || page * PAGE < (this.#total ?? 0));
  }

  #read(page: number): void {
    const mine = this.#reading;
    this.#busy.set(page, mine);
    const next = this.#held.get(page - 1)?.next;
    const ask: Ask = { limit: PAGE, ...(page > 0 && (next ? { after: next } : { skip: page * PAGE })) };
    this.#source.read(ask, this.#leaving.signal).then(
      (found) => mine === this.#reading && this.#came(page, found, mine),
      (problem: ProblemError) => mine === this.#reading && (this.#busy.delete(page), this.#failed(problem)),
    );
  }

  #came(page: number, found: Page<Item>, reading: number): void {
    this.#busy.delete(page);
    if (this.#fresh !== reading) {
      this.#held.clear(); // the first answer of a new reading: what was held belongs to the one before
      this.#fresh = reading;
    }
    this.#held.set(page, { items: found.items, next: found.next });
    if (found.next === null && (found.items.length > 0 || page === 0)) this.#total = page * PAGE + found.items.length;
    this.#forget();
    this.#tell(null);
  }

  #fresh = 0;

  #forget(): void {
    if (this.#held.size <= KEPT) return;
    const middle = Math.floor((this.#range[0] + this.#range[1]) / 2 / PAGE);
    const farthest = [...this.#held.keys()].sort((one, other) => Math.abs(other - middle) - Math.abs(one - middle));
    for (const page of farthest.slice(0, this.#held.size - KEPT)) this.#held.delete(page);
  }

  #counted(total: number): void {
    this.#total = total;
    this.#tell(this.#seen.error);
  }

  #failed(problem: ProblemError): void {
    if (!this.#leaving.signal.aborted) this.#tell(problem);
  }

  #tell(error: ProblemError | null): void {
    const held = new Map(this.#held);
    this.#seen = { total: this.#total, at: (place) => held.get(Math.floor(place / PAGE))?.items[place % PAGE], error };
    for (const listener of [...this.#listeners]) listener();
  }
}
