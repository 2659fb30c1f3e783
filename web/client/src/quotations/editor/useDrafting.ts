import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";

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
  useLeaving(drafting);
  useBack(drafting);
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

/** What is not saved yet is, when the page is left; the browser asks when the whole tab closes before. */
function useLeaving(drafting: Drafting): void {
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent): void => {
      if (drafting.safe) return;
      void drafting.save();
      event.preventDefault();
    };
    const onHide = (): void => void drafting.save();
    window.addEventListener("beforeunload", onLeave);
    window.addEventListener("pagehide", onHide);
    return () => {
      window.removeEventListener("beforeunload", onLeave);
      window.removeEventListener("pagehide", onHide);
      void drafting.save();
    };
  }, [drafting]);
}

/** Tries again as soon as the server can be reached. */
function useBack(drafting: Drafting): void {
  const reachable = useSelect(({ connection }) => connection.mark === "live" || connection.mark === "polling");
  useEffect(() => {
    if (reachable && drafting.now.problem?.code === "unavailable") void drafting.save();
  }, [drafting, reachable]);
}
