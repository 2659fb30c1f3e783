import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import { watchEnd } from "./watchEnd";

export interface End {
  /** Whether the newest message is in sight. */
  atEnd: boolean;
  stay: () => void;
  leave: () => void;
}

/** Who reads the newest message goes on reading it, whatever grows or shrinks; only the reader's own hand, or `leave`, leads away from it. */
export function useEnd(scroller: RefObject<HTMLDivElement | null>, virtualizer: Virtualizer<HTMLDivElement, Element>, height: number): End {
  const [atEnd, setAtEnd] = useState(true);
  const pinned = useRef(true);
  const watch = useRef<ReturnType<typeof watchEnd> | null>(null);
  useEffect(() => {
    if (!scroller.current) return;
    const started = watchEnd(scroller.current, pinned, () => virtualizer.scrollToEnd(), setAtEnd);
    watch.current = started;
    return started.stop;
  }, [scroller, virtualizer]);
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(() => watch.current?.resized()); // the page is laid out then anyway
    return () => cancelAnimationFrame(frame);
  }, [height]);
  const stay = useCallback(() => {
    pinned.current = true;
    virtualizer.scrollToEnd();
  }, [virtualizer]);
  const leave = useCallback(() => {
    pinned.current = false;
  }, []);
  return { atEnd, stay, leave };
}
