import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import type { ProblemError } from "../http/problem";
import { useSelect } from "./select";

export interface Loaded<Value> {
  value: Value | null;
  error: ProblemError | null;
  /** Reads once more; what is shown stays until the answer is there. */
  again: () => void;
  /** A newer value that came another way. */
  set: (value: Value) => void;
}

/** What one address answers; read again for another key, and when the connection is back. An answer to an earlier question is nobody's. */
export function useLoaded<Value>(key: string | null, read: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const generation = useSelect((state) => state.generation);
  const reachable = useSelect(({ connection }) => connection.mark === "live" || connection.mark === "polling");
  const [held, setHeld] = useState<{ key: string; value: Value } | null>(null);
  const [error, setError] = useState<ProblemError | null>(null);
  const [asked, setAsked] = useState(0);
  const latest = useRef(read);
  useLayoutEffect(() => {
    latest.current = read;
  });
  useEffect(() => {
    if (key === null) return;
    const leaving = new AbortController();
    setError(null);
    latest.current(leaving.signal).then(
      (value) => !leaving.signal.aborted && setHeld({ key, value }),
      (problem: ProblemError) => !leaving.signal.aborted && setError(problem),
    );
    return () => leaving.abort();
  }, [key, asked, generation, reachable]);
  const again = useCallback(() => setAsked((times) => times + 1), []);
  const set = useCallback((value: Value) => key !== null && setHeld({ key, value }), [key]);
  return { value: held && held.key === key ? held.value : null, error, again, set };
}
