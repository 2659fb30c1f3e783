import { useState } from "react";

import type { ProblemError } from "../../http/problem";
import { useSelect } from "../../live/select";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Contact, Id } from "../../protocol";
import * as api from "../api";
import { changedTo } from "./entries";

type Changes = Partial<Pick<Contact, "name" | "company" | "language" | "owner" | "tags" | "fields">>;

export interface ContactNow {
  contact: Contact | null;
  /** Why it could not be read, or the last change not be made. */
  error: ProblemError | null;
  /** Somebody deleted it while it was open. */
  gone: boolean;
  again: () => void;
  forget: () => void;
  /** Shown at once; taken back with the reason when the server refuses. */
  change: (given: Changes) => void;
  /** Something that answers the contact as it is then. */
  run: (act: () => Promise<Contact | unknown>) => Promise<boolean>;
}

/** One contact as it is now, for whoever reads and changes it. */
export function useContactNow(id: Id): ContactNow {
  const loaded = useLoaded(id, (signal) => api.one(id, signal));
  const told = useSelect((state) => state.contacts.get(loaded.value?.id ?? id) ?? null);
  const [pending, setPending] = useState<readonly { given: Changes }[]>([]);
  const [refused, setRefused] = useState<ProblemError | null>(null);
  const [gone, setGone] = useState(false);
  useHearing(["contact.deleted", "contact.removed", "contact.merged"], (events) => {
    for (const event of events) {
      if (!("id" in event) || event.id !== id) continue;
      if (event.type === "contact.merged") loaded.again();
      else setGone(true);
    }
  });
  const kept = loaded.value && told && told.version > loaded.value.version ? told : loaded.value;
  const contact = kept && pending.reduce((held, { given }) => changedTo(held, given), kept);

  const run = async (act: () => Promise<Contact | unknown>): Promise<boolean> => {
    setRefused(null);
    try {
      const answer = await act();
      if (isContact(answer)) loaded.set(answer);
      return true;
    } catch (problem) {
      setRefused(problem as ProblemError);
      return false;
    }
  };
  const change = (given: Changes): void => {
    const mine = { given };
    setPending((held) => [...held, mine]);
    void run(() => api.change(id, given)).finally(() => setPending((held) => held.filter((one) => one !== mine)));
  };
  return { contact, error: refused ?? loaded.error, gone, again: loaded.again, forget: () => setRefused(null), change, run };
}

function isContact(answer: unknown): answer is Contact {
  return typeof answer === "object" && answer !== null && "identities" in answer;
}
