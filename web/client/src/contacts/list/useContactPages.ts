import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";

import { useSelect } from "../../live/select";
import { useHearing } from "../../live/useHearing";
import type { Contact } from "../../protocol";
import * as api from "../api";
import { Pages, type Seen } from "./pages";
import { asked, type Query } from "./query";

const SOON = 700; // ms; a burst of changes is read once

export interface ContactPages extends Seen<Contact> {
  see: (first: number, last: number) => void;
  again: () => void;
}

/** Everybody of a list by place, each as they are now; who came or went is read again where one looks. */
export function useContactPages(query: Query): ContactPages {
  const key = String(asked(query));
  const generation = useSelect((state) => state.generation);
  const reachable = useSelect(({ connection }) => connection.mark === "live" || connection.mark === "polling");
  const held = useSelect((state) => state.contacts);
  // oxlint-disable-next-line react/exhaustive-deps -- the query is its key
  const pages = useMemo(() => pagesOf(query), [key]);
  useEffect(() => () => pages.stop(), [pages]);
  useEffect(() => pages.begin(), [pages, generation, reachable]);
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(pause.current), [pages]);
  useHearing(["contact.changed", "contact.merged", "contact.deleted", "contact.removed", "contacts.imported"], () => {
    clearTimeout(pause.current);
    pause.current = setTimeout(() => pages.begin(), SOON);
  });
  const seen = useSyncExternalStore(pages.subscribe, pages.snapshot);
  return useMemo(
    () => ({
      ...seen,
      at: (place) => newest(seen.at(place), held),
      see: (first, last) => pages.see(first, last),
      again: () => pages.begin(),
    }),
    [seen, held, pages],
  );
}

function pagesOf(query: Query): Pages<Contact> {
  return new Pages<Contact>({
    read: ({ limit, after, skip }, signal) => {
      const wanted = asked(query);
      wanted.set("limit", String(limit));
      if (after) wanted.set("after", after);
      if (skip) wanted.set("skip", String(skip));
      return api.list(wanted, signal);
    },
    count: (signal) => api.count(asked(query, { filters: true }), signal),
  });
}

/** What an event told is newer than any page. */
function newest(contact: Contact | undefined, held: ReadonlyMap<string, Contact>): Contact | undefined {
  const told = contact && held.get(contact.id);
  return told && told.version > contact.version ? told : contact;
}
