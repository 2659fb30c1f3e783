import { useState } from "react";

import { ProblemError } from "../../http/problem";
import { useMe } from "../../live/hooks";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Configuration } from "../../protocol";
import * as api from "../api";
import { type Part, type Sections, changedOf, partOf, save } from "./saving";

export interface Editing<Key extends keyof Sections> {
  /** As it is on this page; null until it is known. */
  form: Pick<Sections, Key> | null;
  set: (part: Partial<Pick<Sections, Key>>) => void;
  /** Managers read, administrators change. */
  may: boolean;
  dirty: boolean;
  busy: boolean;
  saved: boolean;
  problem: ProblemError | null;
  /** The server's word on one field (`company.name`), or on anything below it. */
  wrong: (field: string) => string | undefined;
  save: () => void;
  discard: () => void;
  undo: (() => void) | null;
  again: () => void;
}

/** Some sections of the configuration, being changed here: nothing is kept before `save`, and the last save can be taken back. */
export function useSections<Key extends keyof Sections>(...keys: Key[]): Editing<Key> {
  const { value, error, again, set } = useLoaded<Configuration>("configuration", api.configuration.read);
  const may = useMe()?.role === "admin";
  const [given, setGiven] = useState<{ base: Configuration; part: Part } | null>(null);
  const [before, setBefore] = useState<Part | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  useHearing(["setting.changed"], again);
  const base = given?.base ?? value;
  const changed = base && given ? changedOf(partOf(base, keys), given.part) : {};
  const dirty = Object.keys(changed).length > 0;
  const put = async (onto: Configuration, part: Part): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      set(await save(onto, part, api.configuration.change));
      return true;
    } catch (refused) {
      if (!(refused instanceof ProblemError)) throw refused;
      setProblem(refused);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const discard = (): void => (setGiven(null), setProblem(null), again());
  return {
    form: base && ({ ...partOf(base, keys), ...given?.part } as Pick<Sections, Key>),
    set: (part) => base && (setGiven({ base, part: { ...given?.part, ...part } as Part }), setBefore(null)),
    may,
    dirty,
    busy,
    saved: before !== null && !dirty,
    problem: problem ?? error,
    wrong: (field) => (problem?.field && (problem.field === field || problem.field.startsWith(`${field}.`) || problem.field.startsWith(`${field}[`)) ? problem.message : undefined),
    save: () => {
      if (!base || !dirty) return;
      // after a conflict this is the second, deliberate word: on top of theirs
      const onto = problem?.code === "conflict" && problem.current ? (problem.current as Configuration) : base;
      const earlier = partOf(onto, Object.keys(changed) as Key[]);
      void put(onto, changed).then((done) => done && (setGiven(null), setBefore(earlier)));
    },
    discard,
    undo: before && value ? () => void put(value, before).then((done) => done && setBefore(null)) : null,
    again,
  };
}
