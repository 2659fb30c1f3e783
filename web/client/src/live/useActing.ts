import { useState } from "react";

import type { ProblemError } from "../http/problem";

export interface Acting {
  busy: boolean;
  problem: ProblemError | null;
  /** One thing at a time; true when it was done. */
  run: (act: () => Promise<unknown>) => Promise<boolean>;
  forget: () => void;
}

/** Something asked of the server, with its refusal in words. */
export function useActing(): Acting {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const run = async (act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
      return true;
    } catch (refused) {
      setProblem(refused as ProblemError);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run, forget: () => setProblem(null) };
}
