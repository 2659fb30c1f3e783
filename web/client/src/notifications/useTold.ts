import { useCallback, useEffect, useRef, useState } from "react";

import type { ProblemError } from "../http/problem";
import { useHearing } from "../live/useHearing";
import { useSelect } from "../live/select";
import type { Event, Id, Notification, Page } from "../protocol";
import * as api from "./api";
import { heard, merged, NOTHING, type Told } from "./unread";

const FIRST = 30; // shown at once
const COUNTED = 100; // unread ones; more are "99+"
const TYPES = ["notification.created", "notification.changed", "notifications.read"] as const;

export interface Notifications extends Told {
  first: boolean;
  error: ProblemError | null;
  again: () => void;
  hasMore: boolean;
  more: () => void;
  setRead: (notification: Notification, read: boolean) => void;
  readAll: () => void;
}

/** What this person was told: read once, and kept true by what is heard. `onTold` gets what comes anew. */
export function useTold(onTold: (notification: Notification) => void): Notifications {
  const generation = useSelect((state) => state.generation);
  const reachable = useSelect(({ connection }) => connection.mark === "live" || connection.mark === "polling");
  const [told, setTold] = useState<Told>(NOTHING);
  const [first, setFirst] = useState(true);
  const [error, setError] = useState<ProblemError | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  const latest = useRef(onTold);
  const held = useRef(told);
  useEffect(() => {
    latest.current = onTold;
    held.current = told;
  });
  useEffect(() => {
    const leaving = new AbortController();
    setError(null);
    const take = ([newest, unread]: Page<Notification>[]): void => {
      if (leaving.signal.aborted) return;
      setTold((before) => merged(before, newest?.items ?? [], unread?.items ?? []));
      setNext(newest?.next ?? null);
      setFirst(false);
    };
    const asking = [page({ limit: FIRST }, leaving.signal), page({ limit: COUNTED, unread: true }, leaving.signal)];
    Promise.all(asking).then(take, (problem: ProblemError) => !leaving.signal.aborted && setError(problem));
    return () => leaving.abort();
  }, [generation, reachable, asked]);
  const hear = useCallback((events: readonly Event[]) => {
    const before = held.current.items;
    setTold((now) => heard(now, events));
    for (const event of events) {
      const more = event.type === "notification.changed" && !event.read && event.count > (before.find(({ id }) => id === event.id)?.count ?? 0);
      if (more || event.type === "notification.created") latest.current(event as unknown as Notification);
    }
  }, []);
  useHearing(TYPES, hear);
  const again = useCallback(() => setAsked((times) => times + 1), []);
  const put = (id: Id, read: boolean): void => setTold((before) => withRead(before, id, read));
  return {
    ...told,
    first: first && error === null,
    error,
    again,
    hasMore: next !== null,
    more: () => {
      if (next === null) return;
      const add = (found: Page<Notification>): void => {
        setTold((before) => ({ ...before, items: [...before.items, ...found.items.filter(({ id }) => !before.items.some((held) => held.id === id))] }));
        setNext(found.next);
      };
      page({ limit: FIRST, after: next }).then(add, setError);
    },
    setRead: ({ id }, read) => {
      put(id, read); // and back, when the server refuses
      api.setRead(id, read).catch(() => put(id, !read));
    },
    readAll: () => {
      setTold((before) => ({ items: before.items.map((item) => ({ ...item, read: true })), unread: new Set() }));
      api.readAll().catch(again);
    },
  };
}

function page(query: Record<string, string | number | boolean>, signal?: AbortSignal) {
  return api.list(new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])), signal);
}

function withRead(told: Told, id: Id, read: boolean): Told {
  const unread = new Set(told.unread);
  if (read) unread.delete(id);
  else unread.add(id);
  return { items: told.items.map((item) => (item.id === id ? { ...item, read } : item)), unread };
}
