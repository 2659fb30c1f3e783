import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef } from "react";

/** Who reads the newest message goes on reading it when the composer grows or the window shrinks. */
export function usePinned(scroller: RefObject<HTMLDivElement | null>, atEnd: boolean, virtualizer: Virtualizer<HTMLDivElement, Element>): void {
  const pinned = useRef(atEnd);
  useEffect(() => {
    pinned.current = atEnd;
  }, [atEnd]);
  useEffect(() => {
    if (!scroller.current) return;
    const watch = new ResizeObserver(() => pinned.current && virtualizer.scrollToEnd());
    watch.observe(scroller.current);
    return () => watch.disconnect();
  }, [scroller, virtualizer]);
}
