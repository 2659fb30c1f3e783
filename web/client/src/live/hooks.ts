import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Channel, Contact, Conversation, Id, PersonPresence, Reply, Template, User, Who } from "../protocol";
import type { ProblemError } from "../http/problem";
import type { Listing } from "./filters";
import { live } from "./live";
import { listKey, listed, unreadOf } from "./lists";
import { useSelect } from "./select";
import type { Counts, Halt, Mark } from "./state";
import { type ThreadItem, threadItems } from "./thread";

export interface ConnectionState {
  mark: Mark;
  /** ms since 1970, when it was last live. */
  since?: number;
  /** How many sends wait to go out. */
  waiting: number;
}

export interface Loading {
  loading: boolean;
  error: ProblemError | null;
  /** Reads it once more, after an error. It is also done by itself when the connection is back. */
  again: () => void;
}

export function useConnection(): ConnectionState {
  const connection = useSelect((state) => state.connection);
  const waiting = useSelect((state) => [...state.pending.values()].filter((pending) => pending.state !== "failed").length);
  return { mark: connection.mark, since: connection.since ?? undefined, waiting };
}

export function useMe(): User | null {
  return useSelect((state) => (state.me ? (state.users.get(state.me.id) ?? state.me) : null));
}

export function useOutline(): {
  users: ReadonlyMap<Id, User>;
  channels: ReadonlyMap<Id, Channel>;
  templates: ReadonlyMap<Id, Template>;
  replies: ReadonlyMap<Id, Reply>;
} {
  const users = useSelect((state) => state.users);
  const channels = useSelect((state) => state.channels);
  const templates = useSelect((state) => state.templates);
  const replies = useSelect((state) => state.replies);
  return useMemo(() => ({ users, channels, templates, replies }), [users, channels, templates, replies]);
}

/** `now` (ms since 1970) decides what has waited long and whose window is open. */
export function useConversations(
  listing: Listing,
  search: string,
  now: number,
): Loading & { items: readonly Conversation[]; hasMore: boolean; more: () => void } {
  const key = listKey(listing, search);
  const list = useSelect((state) => state.lists.get(key));
  const conversations = useSelect((state) => state.conversations);
  const me = useSelect((state) => state.me?.id ?? null);
  const read = useRead(() => live.reads.list(listing, search), key, list !== undefined);
  // oxlint-disable-next-line react/exhaustive-deps -- the listing is its key
  const items = useMemo(() => (list ? listed(list, listing, search, conversations, me, now) : []), [list, key, conversations, me, now]);
  const { also } = read;
  // oxlint-disable-next-line react/exhaustive-deps -- the listing is its key
  const more = useCallback(() => also(() => live.reads.moreOfList(listing, search)), [also, key]);
  return { items, loading: read.loading, error: read.error, again: read.again, hasMore: typeof list?.next === "string", more };
}

export function useCounts(): Counts | null {
  return useSelect((state) => state.counts);
}

export function useConversation(id: Id): Loading & { conversation: Conversation | null } {
  const conversation = useSelect((state) => state.conversations.get(id) ?? null);
  const read = useRead(() => live.reads.conversation(id), id, conversation !== null);
  return { conversation, loading: read.loading, error: read.error, again: read.again };
}

export function useMessages(id: Id): Loading & { items: readonly ThreadItem[]; hasOlder: boolean; older: (far?: boolean) => void } {
  const thread = useSelect((state) => state.threads.get(id));
  const pending = useSelect((state) => state.pending);
  const me = useSelect((state) => state.me);
  const read = useRead(() => live.reads.thread(id), id, thread?.loaded ?? false);
  const items = useMemo(() => threadItems(id, thread, pending, me), [id, thread, pending, me]);
  const { also } = read;
  const older = useCallback((far?: boolean) => also(() => live.reads.olderMessages(id, far)), [also, id]);
  return { items, loading: read.loading, error: read.error, again: read.again, hasOlder: thread?.hasOlder ?? false, older };
}

const NOBODY: readonly Who[] = [];

/** Who is typing in this conversation, the viewer left out. */
export function useTyping(id: Id): readonly Who[] {
  const typing = useSelect((state) => state.typing.get(id));
  const me = useSelect((state) => state.me?.id);
  return useMemo(() => typing?.map((typist) => typist.who).filter((who) => who.id !== me) ?? NOBODY, [typing, me]);
}

/** Who else looks at this conversation now. */
export function useViewers(id: Id): readonly User[] {
  const presence = useSelect((state) => state.presence);
  const users = useSelect((state) => state.users);
  const me = useSelect((state) => state.me?.id);
  return useMemo(() => {
    const viewing = [...presence.values()].filter((person) => person.viewing === id && person.id !== me && person.state !== "offline");
    return viewing.flatMap((person) => users.get(person.id) ?? []);
  }, [presence, users, me, id]);
}

export function usePresence(): ReadonlyMap<Id, PersonPresence> {
  return useSelect((state) => state.presence);
}

export function useContact(id: Id): Loading & { contact: Contact | null } {
  const contact = useSelect((state) => state.contacts.get(id) ?? null);
  const read = useRead(() => live.reads.contact(id), id, contact !== null);
  return { contact, loading: read.loading, error: read.error, again: read.again };
}

interface Read extends Loading {
  also: (read: () => Promise<void>) => void;
}

/** Reads what is not held yet: on first use, for another key, after the state was thrown away, and when the connection is back. */
function useRead(read: () => Promise<void>, key: string, held: boolean): Read {
  const generation = useSelect((state) => state.generation);
  const reachable = useSelect(({ connection }) => connection.mark === "live" || connection.mark === "polling");
  const [error, setError] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const reading = useRef(0); // the answer to an earlier key is nobody's
  const latest = useRef(read);
  useLayoutEffect(() => {
    latest.current = read;
  });
  const also = useCallback((next: () => Promise<void>) => {
    const mine = ++reading.current;
    setBusy(true);
    setError(null);
    next()
      .catch((problem: ProblemError) => mine === reading.current && setError(problem))
      .finally(() => mine === reading.current && setBusy(false));
  }, []);
  const again = useCallback(() => also(latest.current), [also]);
  useEffect(() => {
    if (!held) return again();
    reading.current += 1;
    setBusy(false);
    setError(null);
  }, [generation, reachable, held, key, again]);
  return useMemo(() => ({ loading: busy || (!held && error === null), error, again, also }), [busy, held, error, again, also]);
}

/** Why this page does not come back by itself; null while it does. */
export function useHalt(): Halt {
  return useSelect((state) => state.connection.halt);
}

/** How many open conversations, one's own or nobody's, hold something unread. */
export function useUnread(): number {
  return useSelect((state) => unreadOf(state.conversations, state.me?.id ?? null));
}
