import type { Id, Message } from "../protocol";
import { putMessage } from "./apply";
import { type Draft, changed } from "./draft";
import type { State } from "./state";

const KEPT = 40; // threads; the longest untouched is read again when it is opened

/** A place for a thread whose first page is on its way. */
export function openThread(state: State, id: Id): State {
  if (state.threads.has(id)) return state;
  return changed(state, (draft) => {
    const threads = draft.table("threads");
    const longestAgo = threads.keys().next().value;
    if (threads.size >= KEPT && longestAgo !== undefined) threads.delete(longestAgo);
    threads.set(id, { messages: [], hasOlder: true, loaded: false });
  });
}

/** A page joins what events brought; before the first page nothing is known to be without holes. */
export function mergePage(draft: Draft, id: Id, page: readonly Message[], hasOlder: boolean): void {
  const thread = draft.state.threads.get(id);
  if (!thread) return;
  const [first] = thread.messages;
  const last = page.at(-1);
  if (thread.loaded && first && last && last.order < first.order) {
    // the usual page of older ones: in front of all that is held, whatever their number
    const older = page.filter((message) => !draft.state.gone.has(message.id));
    draft.table("threads").set(id, { messages: [...older, ...thread.messages], hasOlder, loaded: true });
    return;
  }
  draft.table("threads").set(id, { ...thread, hasOlder: false, loaded: true });
  for (const message of page) if (!draft.state.gone.has(message.id)) putMessage(draft, message);
  const oldest = page[0]?.order;
  const merged = draft.state.threads.get(id)?.messages ?? [];
  const messages = hasOlder && oldest !== undefined ? merged.filter((message) => message.order >= oldest) : merged;
  draft.table("threads").set(id, { messages, hasOlder, loaded: true });
}
