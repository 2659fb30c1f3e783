import type { Virtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import type { Filter } from "../live/filters";
import type { Conversation } from "../protocol";
import { keyPressed } from "../ui/keys";

/** j and k open the next and the previous conversation. */
export function useListKeys(items: readonly Conversation[], current: string | null, filter: Filter, virtualizer: Virtualizer<HTMLDivElement, Element>): void {
  const navigate = useNavigate();
  const held = useRef({ items, current, filter });
  useEffect(() => {
    held.current = { items, current, filter };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = { j: 1, k: -1 }[keyPressed(event)];
      if (!step) return;
      const { items, current, filter } = held.current;
      const at = items.findIndex((conversation) => conversation.id === current);
      const index = at < 0 ? 0 : Math.max(0, Math.min(items.length - 1, at + step));
      const next = items[index];
      if (!next) return;
      event.preventDefault();
      virtualizer.scrollToIndex(index);
      void navigate({ to: "/inbox/$filter/{-$conversation}", params: { filter, conversation: next.id } });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, virtualizer]);
}
