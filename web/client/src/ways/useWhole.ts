import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { ProblemError } from "../http/problem";
import { request } from "../http/request";
import { useSelect } from "../live/select";
import type { ThreadItem } from "../live/thread";
import { useHearing } from "../live/useHearing";
import type { Event, Id, Message, Page } from "../protocol";
import { merged, together } from "./whole";

const PAGE = 60; // messages
const TYPES: Event["type"][] = ["message.created", "message.changed", "message.removed"];

interface Read {
  messages: ReadonlyMap<Id, Message>;
  frontier: string | null;
  next: string | null;
}

export interface Whole {
  items: readonly ThreadItem[] | null;
  hasOlder: boolean;
  loading: boolean;
  older: () => void;
  error: ProblemError | null;
}

/** Everything said with a person on all channels, page by page and live; `here` is the thread that is open. */
export function useWhole(contact: Id, here: readonly ThreadItem[]): Whole {
  const generation = useSelect((state) => state.generation);
  const reachable = useSelect(({ connection }) => connection.mark === "live" || connection.mark === "polling");
  const talks = useSelect((state) => state.conversations);
  const [read, setRead] = useState<Read | null>(null);
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<ProblemError | null>(null);
  const latest = useRef(0);
  const load = useCallback(
    (before: Read | null) => {
      const mine = (latest.current += 1);
      setLoading(true);
      setError(null);
      const after = before?.next ? `&after=${encodeURIComponent(before.next)}` : "";
      request<Page<Message>>(`/api/v1/contacts/${contact}/messages?limit=${PAGE}${after}`)
        .then(
          (page) => mine === latest.current && setRead((held) => joined(before ? held : null, page)),
          (problem: ProblemError) => mine === latest.current && setError(problem),
        )
        .finally(() => mine === latest.current && setLoading(false));
    },
    [contact],
  );
  useEffect(() => load(null), [load, generation, reachable]);
  useHearing(TYPES, (events) => setRead((held) => held && heard(held, events, (id) => talks.get(id)?.contact.id === contact)));
  const items = useMemo(() => read && together(read.messages.values(), here, read.frontier), [read, here]);
  const older = useCallback(() => read?.next && !loading && load(read), [read, loading, load]);
  return { items, hasOlder: Boolean(read?.next), loading, older: older as () => void, error };
}

function joined(held: Read | null, { items, next }: Page<Message>): Read {
  const messages = merged(held?.messages ?? new Map(), items, []);
  return { messages, next, frontier: next === null ? null : (items.at(-1)?.order ?? held?.frontier ?? null) };
}

function heard(held: Read, events: readonly Event[], ours: (conversation: Id) => boolean): Read {
  const came = events.flatMap((event) => ("message" in event && ours(event.message.conversation) ? [event.message] : []));
  const gone = events.flatMap((event) => (event.type === "message.removed" ? [event.id] : []));
  const messages = merged(held.messages, came, gone);
  return { ...held, messages };
}
