import type { Virtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";

import type { Place } from "../live/filters";
import type { Conversation, Id } from "../protocol";
import { keyPressed } from "../ui/keys";
import type { ListSearch } from "./address";
import type { Selection } from "./useSelection";

interface ListKeys {
  items: readonly Conversation[];
  current: Id | null;
  place: Place;
  address: ListSearch;
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  scroller: RefObject<HTMLDivElement | null>;
  selection: Selection;
}

/** j and k open the next and the previous conversation; the arrows walk the list without opening; x chooses, and so do the arrows with shift. */
export function useListKeys(keys: ListKeys): void {
  const navigate = useNavigate();
  const held = useRef(keys);
  useEffect(() => {
    held.current = keys;
  });
  useEffect(() => {
    const open = (step: number): boolean => {
      const { items, current, place, address, virtualizer } = held.current;
      const at = items.findIndex((conversation) => conversation.id === current);
      const index = at < 0 ? 0 : within(items, at + step);
      const next = items[index];
      if (!next) return false;
      virtualizer.scrollToIndex(index);
      void navigate({ to: "/inbox/$filter/{-$conversation}", params: { filter: place, conversation: next.id }, search: address });
      return true;
    };
    /** The row that has the focus, or null while it is elsewhere. */
    const row = (): Id | null => (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-row]")?.dataset.row ?? null;
    const walk = (to: (at: number, length: number) => number, reaching: boolean): boolean => {
      const { items, virtualizer, scroller, selection } = held.current;
      const from = row();
      if (from === null || !scroller.current?.contains(document.activeElement)) return false;
      const index = within(items, to(items.findIndex(({ id }) => id === from), items.length));
      const next = items[index];
      if (!next) return false;
      if (reaching) {
        selection.reach(from);
        selection.reach(next.id);
      }
      virtualizer.scrollToIndex(index);
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(next.id)}"]`)?.focus({ preventScroll: true }));
      return true;
    };
    const choose = (): boolean => {
      const id = row() ?? held.current.current;
      if (id) held.current.selection.toggle(id);
      return id !== null;
    };
    const onKey = (event: KeyboardEvent) => {
      const { items, selection, scroller } = held.current;
      if (event.key === "a" && (event.ctrlKey || event.metaKey) && scroller.current?.contains(document.activeElement)) {
        event.preventDefault();
        selection.choose(items.map(({ id }) => id));
        return;
      }
      const acts: Record<string, () => boolean> = {
        j: () => open(1),
        k: () => open(-1),
        x: choose,
        arrowdown: () => walk((at) => at + 1, event.shiftKey),
        arrowup: () => walk((at) => at - 1, event.shiftKey),
        home: () => walk(() => 0, event.shiftKey),
        end: () => walk((_, length) => length - 1, event.shiftKey),
        escape: () => selection.chosen.size > 0 && (selection.clear(), true),
      };
      if (acts[keyPressed(event)]?.()) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate]);
}

function within(items: readonly unknown[], index: number): number {
  return Math.max(0, Math.min(items.length - 1, index));
}
