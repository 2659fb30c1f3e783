import type { Saving } from "../../drafting/draft";
import { ProblemError } from "../../http/problem";
import type { Id, Quotation } from "../../protocol";
import { contentOf } from "./content";
import { type FieldName, type Merge, differing, fieldsOf, merge, some, taking } from "./fields";
import { type Fields, type Form, formOf } from "./form";

const PAUSE = 700; // ms after the last key
const AGAIN = 8_000; // ms between tries while the server is away

export interface Drafted {
  form: Form;
  /** As the server has it; null before it was kept for the first time. */
  held: Quotation | null;
  saving: Saving;
  problem: ProblemError | null;
  /** Somebody else's version, when both changed the same. */
  conflict: (Merge & { current: Quotation }) | null;
  /** What somebody else changed while this was open, taken already. */
  news: readonly FieldName[];
}

/** What was not saved yet, kept in the tab. */
export interface Kept {
  form: Form;
  base: Fields;
}

export interface DraftingParts {
  add: (fields: Partial<Fields>) => Promise<Quotation>;
  change: (id: Id, fields: Partial<Fields>, version: number) => Promise<Quotation>;
  keep: (kept: Kept | null) => void;
  onAdded: (quotation: Quotation) => void;
}

/** Keeps what is written on the server, a moment after it was; outlives the page that shows it. */
export class Drafting {
  #parts: DraftingParts;
  #now: Drafted;
  #base: Fields; // what the form was when it was last the server's
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #under: Promise<void> | null = null;

  /** `blank`: what a new one begins with. */
  constructor(parts: DraftingParts, held: Quotation | null, blank: Form, kept: Kept | null) {
    this.#parts = parts;
    const form = held ? formOf(held) : blank;
    this.#base = contentOf(form).fields;
    this.#now = { form, held, saving: held ? "saved" : "new", problem: null, conflict: null, news: [] };
    if (kept) this.#restore(kept);
  }

  get now(): Drafted {
    return this.#now;
  }

  /** Nothing would be lost with the tab. */
  get safe(): boolean {
    return this.#now.saving === "saved" || this.#now.saving === "new";
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(change: (form: Form) => Form): void {
    const form = change(this.#now.form);
    if (form === this.#now.form) return;
    this.#set({ form, news: [] });
    this.#review();
  }

  /** At once, and what was written meanwhile too. Resolves when there is nothing left to do, or it failed. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#under) await this.#under;
    if (this.#ready()) await this.#send();
  }

  /** What the server told of it: taken where nothing was written here. */
  told(current: Quotation): void {
    const { held } = this.#now;
    if (this.#under || !held || current.version <= held.version) return;
    this.#meet(current);
  }

  /** The choice between two versions: these fields as here, all others as there. */
  settle(mine: readonly FieldName[]): void {
    const { conflict, form } = this.#now;
    if (!conflict) return;
    const gone = [...conflict.theirs, ...conflict.both.filter((name) => !mine.includes(name))];
    this.#base = fieldsOf(conflict.current);
    this.#set({ held: conflict.current, form: taking(form, formOf(conflict.current), gone), conflict: null, problem: null, news: [] });
    this.#review(0);
  }

  /** Forgets what was written since it was last saved. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#parts.keep(null);
    const held = this.#now.conflict?.current ?? this.#now.held;
    if (!held) return;
    this.#base = fieldsOf(held);
    this.#set({ held, form: formOf(held), saving: "saved", problem: null, conflict: null });
  }

  dismissNews(): void {
    this.#set({ news: [] });
  }

  #restore({ form, base }: Kept): void {
    const { held } = this.#now;
    const theirs = this.#base;
    this.#now = { ...this.#now, form };
    this.#base = base;
    if (held && differing(base, theirs).length > 0) this.#meet(held);
    else this.#review();
  }

  /** Another version than the one this began with. */
  #meet(current: Quotation): void {
    const theirs = fieldsOf(current);
    const found = merge(this.#base, contentOf(this.#now.form).fields, theirs);
    if (found.both.length > 0 || current.state !== "draft") {
      const written = differing(this.#base, contentOf(this.#now.form).fields).length > 0;
      if (written) return this.#set({ conflict: { ...found, current }, saving: "conflict" });
    }
    this.#base = theirs;
    const form = taking(this.#now.form, formOf(current), found.theirs);
    this.#set({ held: current, form, news: [...new Set([...this.#now.news, ...found.theirs])], conflict: null });
    this.#review();
  }

  /** Decides what is to be done about the form as it is now. */
  #review(pause = PAUSE): void {
    clearTimeout(this.#timer);
    const { held, form, conflict } = this.#now;
    const written = differing(this.#base, contentOf(form).fields).length > 0;
    this.#parts.keep(written ? { form, base: this.#base } : null);
    if (conflict) return;
    if (!written) return this.#set({ saving: held ? "saved" : "new", problem: null });
    if (!form.contact && !form.conversation) return this.#set({ saving: "nobody" });
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
    const { held, form } = this.#now;
    const { fields } = contentOf(form);
    const names = differing(this.#base, fields);
    if (names.length === 0 && held) return this.#review();
    this.#set({ saving: "saving" });
    try {
      const sent = held ? some(fields, names) : { ...some(fields, names), contact: fields.contact, conversation: fields.conversation };
      const answer = held ? await this.#parts.change(held.id, sent, held.version) : await this.#parts.add(sent);
      this.#take(answer, fields, held === null);
    } catch (error) {
      this.#fail(error as ProblemError);
    }
  }

  /** What was not touched meanwhile is as the server says now. */
  #take(answer: Quotation, sent: Fields, first: boolean): void {
    const theirs = fieldsOf(answer);
    const since = new Set(differing(sent, contentOf(this.#now.form).fields));
    const other = differing(sent, theirs).filter((name) => !since.has(name));
    this.#base = theirs;
    this.#set({ held: answer, form: taking(this.#now.form, formOf(answer), other), saving: "saved", problem: null });
    this.#under = null;
    this.#review();
    if (first) this.#parts.onAdded(answer);
  }

  #fail(error: ProblemError): void {
    const current = error instanceof ProblemError && error.code === "conflict" ? (error.current as Quotation | undefined) : undefined;
    this.#under = null;
    if (current?.version) return this.#meet(current);
    this.#set({ saving: "failed", problem: error });
    if (error.code === "unavailable" || error.code === "too_many") {
      this.#timer = setTimeout(() => void this.save(), (error.retryAfter ?? 0) * 1000 || AGAIN);
    }
  }

  #set(part: Partial<Drafted>): void {
    this.#now = { ...this.#now, ...part };
    for (const listener of [...this.#listeners]) listener();
  }
}
