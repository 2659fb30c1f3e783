import { useCallback, useEffect, useRef } from "react";

import type { Event } from "../protocol";
import { type Loaded, useLoaded } from "../live/useLoaded";
import { useHearing } from "../live/useHearing";

const PAUSE = 1_000; // ms between two readings, however much happens
const ANYWAY = 60_000; // ms: what is counted in the background is told by no event

/** What an address answers, read again when something it is about happened. */
export function useLive<Value>(key: string, read: (signal: AbortSignal) => Promise<Value>, types: readonly Event["type"][], concerns: (event: Event) => boolean = () => true): Loaded<Value> {
  const loaded = useLoaded(key, read);
  const { again } = loaded;
  const due = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const last = useRef(0);
  const soon = useCallback(() => {
    if (due.current !== undefined) return;
    const wait = Math.max(0, last.current + PAUSE - Date.now());
    due.current = setTimeout(() => {
      due.current = undefined;
      last.current = Date.now();
      again();
    }, wait);
  }, [again]);
  useHearing(types, (events) => events.some(concerns) && soon());
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && soon(), ANYWAY);
    return () => {
      clearInterval(timer);
      clearTimeout(due.current);
      due.current = undefined;
    };
  }, [soon]);
  return loaded;
}
