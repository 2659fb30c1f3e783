import { useLoaded } from "../../live/useLoaded";
import type { Id } from "../../protocol";
import * as api from "../api";
import type { Named } from "../parts/Picker";

const READ: Record<"segment" | "list" | "contact" | "campaign", (id: Id) => Promise<Named>> = {
  segment: api.segment,
  list: api.listOf,
  contact: api.contact,
  campaign: (id) => api.one(id),
};

const known = new Map<Id, string>(); // names that were told once; a rename shows with the next visit

export function learnName({ id, name }: Named): void {
  known.set(id, name);
}

/** What was chosen by its id, with its name; one that is gone keeps its place, so that it can be taken away. */
export function useNames(kind: keyof typeof READ, ids: readonly Id[], gone: string): Named[] {
  const missing = ids.filter((id) => !known.has(id));
  const key = missing.length > 0 ? `${kind}/${ids.join()}` : null;
  useLoaded(key, () =>
    Promise.all(
      missing.map((id) =>
        READ[kind](id).then(learnName, (problem: { code?: string }) => {
          if (problem.code === "not_found") known.set(id, gone);
        }),
      ),
    ),
  );
  return ids.map((id) => ({ id, name: known.get(id) ?? "…" }));
}
