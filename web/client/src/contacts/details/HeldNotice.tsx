import { Trans } from "@lingui/react/macro";
import { useEffect } from "react";

import { useOutline } from "../../live/hooks";
import type { Hold, Id } from "../../protocol";
import { useLoaded } from "../../live/useLoaded";
import { Notice } from "../../ui/Notice";
import * as api from "../api";

/** That a contact must be kept, and why. */
export function HeldNotice({ id }: { id: Id }) {
  const { users } = useOutline();
  const hold = useHold(id);
  if (!hold?.held) return null;
  const by = hold.user ? users.get(hold.user)?.name : undefined;
  return (
    <Notice
      tone="mark"
      words={
        <>
          <Trans>Legal hold: nothing of this contact is deleted.</Trans> {[hold.reason, by].filter(Boolean).join(" · ")}
        </>
      }
    />
  );
}

const changed = new Set<() => void>();

/** Whether a contact is under a legal hold; read again after somebody here changed it. */
export function useHold(id: Id): Hold | null {
  const { value, again } = useLoaded(`hold/${id}`, () => api.hold(id));
  useEffect(() => {
    changed.add(again);
    return () => void changed.delete(again);
  }, [again]);
  return value;
}

export function holdChanged(): void {
  for (const again of changed) again();
}
