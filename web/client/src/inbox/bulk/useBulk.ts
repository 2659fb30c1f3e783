import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { Listing } from "../../live/filters";
import { live } from "../../live/live";
import type { Conversation, Id } from "../../protocol";
import { type Act, type Outcome, perform, type Step, undoing, whole } from "./bulk";

interface Told {
  words: string;
  bad: boolean;
}

export interface BulkState {
  /** `of` 0: nobody knows yet how many there are. */
  progress: { done: number; of: number } | null;
  told: Told | null;
  undo: (() => void) | null;
  /** False: the server could not be asked. */
  perform: (act: Act, ids: readonly Id[]) => Promise<boolean>;
  find: (listing: Listing, choose: (ids: Iterable<Id>) => void) => void;
  stop: () => void;
  forget: () => void;
}

/** One action after another with many conversations; how they were before is kept, so that the last can be undone. */
export function useBulk(items: readonly Conversation[]): BulkState {
  const { t } = useLingui();
  const [progress, setProgress] = useState<BulkState["progress"]>(null);
  const [told, setTold] = useState<Told | null>(null);
  const [back, setBack] = useState<readonly Step[]>([]);
  const found = useRef(new Map<Id, Conversation>()); // of lists longer than what is shown
  const leaving = useRef(new AbortController());
  const held = useRef(items);
  useEffect(() => {
    held.current = items;
  });

  const run = useCallback(
    (steps: readonly Step[], words: (outcome: Outcome) => string, after: (outcome: Outcome) => readonly Step[]): Promise<boolean> => {
      leaving.current.abort();
      const { signal } = (leaving.current = new AbortController());
      const of = steps.reduce((sum, { ids }) => sum + ids.length, 0);
      setTold(null);
      setBack([]);
      setProgress({ done: 0, of });
      return perform(steps, (done) => setProgress({ done, of }), signal)
        .then(
          (outcome) => {
            const [first] = outcome.refused;
            const refused = first ? ` ${plural(outcome.refused.length, { one: "# refused:", other: "# refused:" })} ${first.message}` : "";
            setTold({ words: words(outcome) + refused, bad: first !== undefined });
            setBack(after(outcome));
            return true;
          },
          (problem: Error) => {
            setTold({ words: problem.message, bad: true });
            return false;
          },
        )
        .finally(() => setProgress(null));
    },
    [],
  );

  const act = useCallback(
    (given: Act, ids: readonly Id[]): Promise<boolean> => {
      const before = ids.flatMap((id) => live.store.state.conversations.get(id) ?? found.current.get(id) ?? []);
      const undone = ({ done }: Outcome): readonly Step[] => {
        const changed = new Set(done);
        return undoing(given, before.filter(({ id }) => changed.has(id)));
      };
      return run([{ act: given, ids }], ({ done }) => wordsOf(given, done.length), undone);
    },
    [run],
  );

  const find = useCallback((listing: Listing, choose: (ids: Iterable<Id>) => void): void => {
    const { signal } = (leaving.current = new AbortController());
    setProgress({ done: 0, of: 0 });
    whole(listing, (count) => setProgress({ done: count, of: 0 }), signal)
      .then(
        (all) => {
          found.current = new Map(all.map((one) => [one.id, one]));
          return choose(found.current.keys());
        },
        (problem: Error) => setTold({ words: problem.message, bad: true }),
      )
      .finally(() => setProgress(null));
  }, []);

  const undo = useMemo(
    () => (back.length > 0 ? () => void run(back, ({ done }) => t`Undone: ${done.length}`, () => []) : null),
    [back, run, t],
  );
  const stop = useCallback(() => leaving.current.abort(), []);
  const forget = useCallback(() => {
    setTold(null);
    setBack([]);
  }, []);
  return useMemo(() => ({ progress, told, undo, perform: act, find, stop, forget }), [progress, told, undo, act, find, stop, forget]);
}

function wordsOf({ action }: Act, count: number): string {
  switch (action) {
    case "assign":
      return plural(count, { one: "# assigned.", other: "# assigned." });
    case "resolve":
      return plural(count, { one: "# resolved.", other: "# resolved." });
    case "reopen":
      return plural(count, { one: "# reopened.", other: "# reopened." });
    case "snooze":
      return plural(count, { one: "# snoozed.", other: "# snoozed." });
    case "tag":
    case "untag":
      return plural(count, { one: "Tags of # changed.", other: "Tags of # changed." });
    case "priority":
      return plural(count, { one: "Priority of # changed.", other: "Priority of # changed." });
    case "read":
      return plural(count, { one: "# marked as read.", other: "# marked as read." });
    case "unread":
      return plural(count, { one: "# marked as unread.", other: "# marked as unread." });
  }
}
