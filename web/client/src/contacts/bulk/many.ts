import type { BulkAnswer, Contact, Id, Page } from "../../protocol";
import type { Selection } from "./selection";

export const AT_ONCE = 200; // contacts of one request

export type Act = { action: "tag" | "untag"; tags: string[] } | { action: "owner"; owner: Id | null };

export interface Refused {
  id: Id;
  message: string;
}

/** What was done, and what it takes to undo it: each step with those it concerns. */
export interface Outcome {
  done: number;
  refused: Refused[];
  undo: { act: Act; ids: Id[] }[];
}

export type Progress = (done: number) => void;
type Send = (given: Record<string, unknown>) => Promise<BulkAnswer>;

/** Everybody who is meant, in the words of the list; of a whole list page by page. */
export async function everybody(selection: Selection, list: (after: string | null) => Promise<Page<Contact>>, onProgress: Progress, signal: AbortSignal): Promise<Contact[]> {
  if (!selection.all) return [...selection.named.values()];
  const found: Contact[] = [];
  let after: string | null = null;
  do {
    signal.throwIfAborted();
    const page: Page<Contact> = await list(after);
    found.push(...page.items.filter(({ id }) => !selection.named.has(id)));
    after = page.next;
    onProgress(found.length);
  } while (after !== null);
  return found;
}

/** Does it in portions. Stopped in the middle, what is done stays done and is told. */
export async function doMany(contacts: readonly Contact[], act: Act, send: Send, onProgress: Progress, signal: AbortSignal): Promise<Outcome> {
  const outcome: Outcome = { done: 0, refused: [], undo: [] };
  for (let from = 0; from < contacts.length && !signal.aborted; from += AT_ONCE) {
    const portion = contacts.slice(from, from + AT_ONCE);
    const { results } = await send({ ...act, ids: portion.map(({ id }) => id) });
    const done = new Set(results.filter((each) => each.done).map(({ id }) => id));
    outcome.done += done.size;
    outcome.refused.push(...results.filter((each) => !each.done).map(({ id, message }) => ({ id, message: message ?? "" })));
    outcome.undo.push(...undoing(act, portion.filter(({ id }) => done.has(id))));
    onProgress(Math.min(from + AT_ONCE, contacts.length));
  }
  return outcome;
}

/** Takes it back from those alone whom it changed. */
export async function undoMany(steps: Outcome["undo"], send: Send, onProgress: Progress): Promise<void> {
  let done = 0;
  for (const { act, ids } of steps) {
    await send({ ...act, ids });
    onProgress((done += ids.length));
  }
}

function undoing(act: Act, contacts: readonly Contact[]): Outcome["undo"] {
  if (act.action !== "owner") {
    const back = act.action === "tag" ? "untag" : "tag";
    return act.tags.flatMap((tag) => {
      const has = ({ tags }: Contact) => tags.some((held) => held.toLowerCase() === tag.toLowerCase());
      const ids = contacts.filter((contact) => has(contact) === (act.action === "untag")).map(({ id }) => id);
      return ids.length > 0 ? [{ act: { action: back, tags: [tag] } as Act, ids }] : [];
    });
  }
  const before = new Map<Id | null, Id[]>();
  for (const { id, owner } of contacts) if (owner !== act.owner) before.set(owner, [...(before.get(owner) ?? []), id]);
  return [...before].map(([owner, ids]) => ({ act: { action: "owner", owner }, ids }));
}
