import type { Saving } from "../../drafting/draft";
import type { ProblemError } from "../../http/problem";
import type { Campaign } from "../../protocol";
import { UNSENT } from "../parts/stateWord";
import { type FieldName, type Fields, type Merge, differing, fieldsOf, merge, some } from "./fields";

const PAUSE = 700; // ms after the last key
const AGAIN = 8_000; // ms between tries while the server is away

export interface Drafted {
  fields: Fields;
  /** As the server has it. */
  held: Campaign;
  saving: Saving;
  problem: ProblemError | null;
  /** Somebody else's version, when both changed the same. */
  conflict: (Merge & { current: Campaign }) | null;
  /** What somebody else changed while this was open, taken already. */
  news: readonly FieldName[];
}

/** What was not saved yet, kept in the tab. */
export interface Kept {
  fields: Fields;
  base: Fields;
}

export interface DraftingParts {
  change: (fields: Partial<Fields>, version: number) => Promise<Campaign>;
  keep: (kept: Kept | null) => void;
}

/** Keeps what is written on the server, a moment after it was; outlives the page that shows it. */
export class Drafting {
  #parts: DraftingParts;
  #now: Drafted;
  #base: Fields; // what was written when it was last the server's
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #under: Promise<void> | null = null;

  constructor(parts: DraftingParts, held: Campaign, kept: Kept | null) {
    this.#parts = parts;
    this.#base = fieldsOf(held);
    this.#now = { fields: this.#base, held, saving: "saved", problem: null, conflict: null, news: [] };
    if (!kept) return;
    this.#now = { ...this.#now, fields: kept.fields };
    this.#base = kept.base;
    if (differing(kept.base, fieldsOf(held)).length > 0) this.#meet(held);
    else this.#review();
  }

  get now(): Drafted {
    return this.#now;
  }

  /** Nothing would be lost with the tab. */
  get safe(): boolean {
    return this.#now.saving === "saved";
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(part: Partial<Fields>): void {
    this.#set({ fields: { ...this.#now.fields, ...part }, news: [] });
    this.#review();
  }

  /** At once, and what was written meanwhile too; resolves with the campaign as the server has it, null when it could not be kept. */
  async save(): Promise<Campaign | null> {
    clearTimeout(this.#timer);
    while (this.#under) await this.#under;
    if (this.#ready()) await this.#send();
    return this.safe ? this.#now.held : null;
  }

  /** What the server told of it: taken where nothing was written here. */
  told(current: Campaign): void {
    if (this.#under || current.version <= this.#now.held.version) return;
    this.#meet(current);
  }

  /** The choice between two versions: these fields as here, all others as there. */
  settle(mine: readonly FieldName[]): void {
    const { conflict, fields } = this.#now;
    if (!conflict) return;
    const theirs = fieldsOf(conflict.current);
    const gone = [...conflict.theirs, ...conflict.both.filter((name) => !mine.includes(name))];
    this.#base = theirs;
    this.#set({ held: conflict.current, fields: { ...fields, ...some(theirs, gone) }, conflict: null, problem: null, news: [] });
    this.#review(0);
  }

  /** Forgets what was written since it was last saved. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#parts.keep(null);
    const held = this.#now.conflict?.current ?? this.#now.held;
    this.#base = fieldsOf(held);
    this.#set({ held, fields: this.#base, saving: "saved", problem: null, conflict: null });
  }

  dismissNews(): void {
    this.#set({ news: [] });
  }

  /** Another version than the one this began with. */
  #meet(current: Campaign): void {
    const theirs = fieldsOf(current);
    const found = merge(this.#base, this.#now.fields, theirs);
    const written = differing(this.#base, this.#now.fields).length > 0;
    if (written && (found.both.length > 0 || !UNSENT.includes(current.state))) return this.#set({ conflict: { ...found, current }, saving: "conflict" });
    this.#base = theirs;
    const news = [...new Set([...this.#now.news, ...found.theirs])];
    this.#set({ held: current, fields: { ...this.#now.fields, ...some(theirs, found.theirs) }, news, conflict: null });
    this.#review();
  }

  /** Decides what is to be done about it as it is now. */
  #review(pause = PAUSE): void {
    clearTimeout(this.#timer);
    const written = differing(this.#base, this.#now.fields).length > 0;
    this.#parts.keep(written ? { fields: this.#now.fields, base: this.#base } : null);
    if (this.#now.conflict) return;
    if (!written) return this.#set({ saving: "saved", problem: null });
    this.#set({ saving: this.#under ? "saving" : "unsaved" });
    this.#timer = setTimeout(() => void this.save(), pause);
  }

  #ready(): boolean {
    return this.#now.saving === "unsaved" || this.#now.saving === "saving" || this.#now.saving === "failed";
  }

  #send(): Promise<void> {
    this.#under = this.#exchange().finally(() => (this.#under = null));
    return this.#under;
  }

  async #exchange(): Promise<void> {
    const { held, fields } = this.#now;
    const names = differing(this.#base, fields);
    if (names.length === 0) return this.#review();
    this.#set({ saving: "saving" });
    try {
      const answer = await this.#parts.change(some(fields, names), held.version);
      this.#base = { ...fieldsOf(answer), ...some(fields, names) }; // the server tidies words; what stands in the field stays
      this.#set({ held: answer, problem: null, saving: "saved" });
      this.#review();
    } catch (error) {
      this.#fail(error as ProblemError);
    }
  }

  #fail(problem: ProblemError): void {
    const current = problem.current as Campaign | undefined;
    if (problem.code === "conflict" && current?.version !== undefined) return this.#meet(current);
    this.#set({ saving: "failed", problem });
    if (problem.code === "unavailable") this.#timer = setTimeout(() => void this.save(), AGAIN);
  }

  #set(part: Partial<Drafted>): void {
    this.#now = { ...this.#now, ...part };
    for (const listener of [...this.#listeners]) listener();
  }
}
