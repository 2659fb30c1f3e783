import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";

import { useKeeping } from "../../drafting/keeping";
import { keep, kept } from "../../live/belongings";
import { useMe } from "../../live/hooks";
import { useSelect } from "../../live/select";
import type { Id, Quotation } from "../../protocol";
import * as api from "../api";
import { type Drafted, Drafting, type Kept } from "./drafting";
import type { Form } from "./form";

/** The draft being written: kept by itself, safe when the page is left. */
export function useDrafting(quotation: Quotation | null, blank: Form, onAdded: (quotation: Quotation) => void): { drafting: Drafting; now: Drafted } {
  const me = useMe()?.id ?? "";
  const here = useHere();
  const [drafting] = useState(() => {
    const name = shelfName(quotation?.id ?? null, blank.conversation);
    const parts = {
      add: api.add,
      change: api.change,
      keep: (left: Kept | null) => keep(me, name, left),
      onAdded: (made: Quotation) => here.current && onAdded(made), // kept after the page was left, it must not lead back
    };
    return new Drafting(parts, quotation, blank, kept<Kept>(me, name));
  });
  const now = useSyncExternalStore(drafting.subscribe, () => drafting.now);
  useNews(drafting, now.held?.id ?? null);
  useKeeping(drafting);
  return { drafting, now };
}

/** Whether the page is still shown. */
function useHere(): RefObject<boolean> {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return here;
}

function shelfName(id: Id | null, conversation: Id | null): string {
  return id ? `quotation/${id}` : `quotation/new/${conversation ?? ""}`;
}

/** A colleague's change is read as soon as it is told. */
function useNews(drafting: Drafting, id: Id | null): void {
  const version = useSelect((state) => (id ? (state.quotations.get(id)?.version ?? 0) : 0));
  useEffect(() => {
    if (!id || version <= (drafting.now.held?.version ?? 0) || drafting.now.saving === "saving") return;
    api.one(id).then(
      (current) => drafting.told(current),
      () => undefined, // saving tells
    );
  }, [drafting, id, version]);
}
