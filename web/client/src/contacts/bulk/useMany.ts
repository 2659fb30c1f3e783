import { useRef, useState } from "react";

import { ProblemError } from "../../http/problem";
import type { AudienceList, Contact, Id } from "../../protocol";
import * as api from "../api";
import { asked, type Query } from "../list/query";
import { type Act, doMany, everybody, type Outcome, type Refused, undoMany } from "./many";
import type { Selection } from "./selection";

const LISTED_AT_ONCE = 1000; // contacts put on a list by one request

export type Wanted = Act | { action: "list"; list: AudienceList } | { action: "erase"; messages: "anonymise" | "remove" };

export interface ManyState {
  wanted: Wanted;
  busy: boolean;
  undone: boolean;
  done: number;
  total: number;
  refused: readonly Refused[];
  problem: ProblemError | null;
  undo: (() => void) | null;
}

export interface Many {
  state: ManyState | null;
  run: (selection: Selection, wanted: Wanted) => void;
  /** Everybody who is meant. */
  gather: (selection: Selection) => Promise<Contact[]>;
  stop: () => void;
  forget: () => void;
}

/** One thing done with many, in portions that are seen to go on and can be stopped. */
export function useMany(query: Query): Many {
  const [state, setState] = useState<ManyState | null>(null);
  const leaving = useRef(new AbortController());
  const set = (part: Partial<ManyState>): void => setState((held) => held && { ...held, ...part });

  const gather = (selection: Selection): Promise<Contact[]> => {
    const page = (after: string | null) => {
      const wanted = asked({ ...query, sort: "created" }); // new ones come behind: nobody is passed over
      wanted.set("limit", "200");
      if (after) wanted.set("after", after);
      return api.list(wanted);
    };
    return everybody(selection, page, () => undefined, leaving.current.signal);
  };

  const run = (selection: Selection, wanted: Wanted): void => {
    leaving.current = new AbortController();
    setState({ wanted, busy: true, undone: false, done: 0, total: 0, refused: [], problem: null, undo: null });
    void work(selection, wanted)
      .catch((problem: unknown) => problem instanceof ProblemError && set({ problem }))
      .finally(() => set({ busy: false }));
  };

  const work = async (selection: Selection, wanted: Wanted): Promise<void> => {
    const { signal } = leaving.current;
    const contacts = await gather(selection);
    set({ total: contacts.length });
    const told = (done: number): void => set({ done });
    if (wanted.action === "erase") return erase(contacts, wanted.messages, set, signal);
    if (wanted.action === "list") return put(contacts, wanted.list, set, signal);
    const outcome = await doMany(contacts, wanted, api.bulk, told, signal);
    set({ done: outcome.done, refused: outcome.refused, undo: outcome.undo.length > 0 ? () => back(outcome) : null });
  };

  const back = (outcome: Outcome): void => {
    set({ busy: true, undo: null, done: 0 });
    void undoMany(outcome.undo, api.bulk, (done) => set({ done }))
      .then(() => set({ undone: true }))
      .catch((problem: ProblemError) => set({ problem }))
      .finally(() => set({ busy: false }));
  };

  return { state, run, gather, stop: () => leaving.current.abort(), forget: () => setState(null) };
}

type Set = (part: Partial<ManyState>) => void;

async function erase(contacts: readonly Contact[], messages: "anonymise" | "remove", set: Set, signal: AbortSignal): Promise<void> {
  const refused: Refused[] = [];
  let done = 0;
  for (const { id, name } of contacts) {
    if (signal.aborted) break;
    await api.erase(id, messages).then(
      () => (done += 1),
      (problem: ProblemError) => {
        if (problem.code === "unavailable" || problem.code === "too_many") throw problem; // the next would fare alike
        refused.push({ id, message: `${name}: ${problem.message}` });
      },
    );
    set({ done, refused: [...refused] });
  }
}

/** Undone only where it is known that nobody was on the list before. */
async function put(contacts: readonly Contact[], list: AudienceList, set: Set, signal: AbortSignal): Promise<void> {
  const ids: Id[] = contacts.map(({ id }) => id);
  let now = list;
  for (let from = 0; from < ids.length && !signal.aborted; from += LISTED_AT_ONCE) {
    now = await api.lists.members(list.id, { add: ids.slice(from, from + LISTED_AT_ONCE) });
    set({ done: Math.min(from + LISTED_AT_ONCE, ids.length) });
  }
  if (now.members !== list.members + ids.length) return;
  const undo = (): void => {
    set({ busy: true, undo: null });
    void takeOff(list.id, ids)
      .then(() => set({ undone: true }))
      .catch((problem: ProblemError) => set({ problem }))
      .finally(() => set({ busy: false }));
  };
  set({ undo });
}

async function takeOff(list: Id, ids: readonly Id[]): Promise<void> {
  for (let from = 0; from < ids.length; from += LISTED_AT_ONCE) await api.lists.members(list, { remove: ids.slice(from, from + LISTED_AT_ONCE) });
}
