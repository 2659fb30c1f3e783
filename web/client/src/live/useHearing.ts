import { useEffect, useRef } from "react";

import { live } from "./live";
import type { Event } from "../protocol";

const SOON = 150; // ms; a burst is heard as one

/** Calls when events of these types came, once for a burst of them. */
export function useHearing(types: readonly Event["type"][], heard: (events: readonly Event[]) => void): void {
  const latest = useRef({ types, heard });
  useEffect(() => {
    latest.current = { types, heard };
  });
  useEffect(() => {
    let waiting: Event[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      const events = waiting;
      waiting = [];
      timer = undefined;
      latest.current.heard(events);
    };
    const undo = live.hear((events) => {
      const wanted = events.filter(({ type }) => latest.current.types.includes(type));
      if (wanted.length === 0) return;
      waiting.push(...wanted);
      timer ??= setTimeout(tell, SOON);
    });
    return () => {
      undo();
      clearTimeout(timer);
    };
  }, []);
}
