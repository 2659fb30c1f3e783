import type { ThreadItem } from "../live/thread";
import type { Message } from "../protocol";

/**
 * What was said on all channels as one thread: what was read (down to `frontier`, null: to the beginning), and of the conversation that is
 * open what it holds, with what is on its way.
 */
export function together(read: Iterable<Message>, here: readonly ThreadItem[], frontier: string | null): ThreadItem[] {
  const known = new Map<string, ThreadItem>();
  for (const message of read) known.set(message.id, { key: message.client_id ?? message.id, message, pending: null });
  for (const item of here) {
    const other = known.get(item.message.id);
    if (!other || other.message.version <= item.message.version) known.set(item.message.id, item);
  }
  return [...known.values()]
    .filter(({ message }) => frontier === null || message.order >= frontier)
    .sort((one, other) => (one.message.order < other.message.order ? -1 : Number(one.message.order > other.message.order)));
}

/** The newer of two versions of each message; what was removed is left out. */
export function merged(held: ReadonlyMap<string, Message>, came: Iterable<Message>, gone: Iterable<string>): ReadonlyMap<string, Message> {
  const next = new Map(held);
  for (const message of came) if ((next.get(message.id)?.version ?? 0) < message.version) next.set(message.id, message);
  for (const id of gone) next.delete(id);
  return next;
}
