import { useState } from "react";

import type { ProblemError } from "../http/problem";
import type { Event, Id, Page } from "../protocol";
import { useHearing } from "./useHearing";
import { useLoaded } from "./useLoaded";

const MOST = 200; // entries of a page; a longer list is searched

interface Kept<Entry> {
  list: (query: URLSearchParams, signal?: AbortSignal) => Promise<Page<Entry>>;
  add: (given: object) => Promise<Entry>;
  remove: (id: Id) => Promise<void>;
}

export interface Table<Entry> {
  items: readonly Entry[] | null;
  /** There are more than are shown. */
  cut: boolean;
  error: ProblemError | null;
  again: () => void;
  /** Deleted a moment ago: `undo` adds it again. */
  deleted: Entry | null;
  remove: (entry: Entry) => void;
  undo: () => void;
  forget: () => void;
}

/** Entries that are kept for later use, read again when somebody changed them. `given`: what adding one again needs. */
export function useTable<Entry extends { id: Id }>(table: Kept<Entry>, name: string, q: string, types: readonly Event["type"][], given: (entry: Entry) => object): Table<Entry> {
  const query = new URLSearchParams({ limit: String(MOST), ...(q && { q }) });
  const { value, error, again, set } = useLoaded(`${name}?${query}`, (signal) => table.list(query, signal));
  const [deleted, setDeleted] = useState<Entry | null>(null);
  const [refused, setRefused] = useState<ProblemError | null>(null);
  useHearing(types, again);
  const act = (doing: Promise<unknown>): void => {
    setRefused(null);
    doing.then(again, (problem: ProblemError) => (setRefused(problem), again()));
  };
  const remove = (entry: Entry): void => {
    if (value) set({ ...value, items: value.items.filter(({ id }) => id !== entry.id) });
    setDeleted(entry);
    act(table.remove(entry.id));
  };
  const undo = (): void => {
    if (deleted) act(table.add(given(deleted)));
    setDeleted(null);
  };
  return { items: value?.items ?? null, cut: typeof value?.next === "string", error: refused ?? error, again, deleted, remove, undo, forget: () => setDeleted(null) };
}
