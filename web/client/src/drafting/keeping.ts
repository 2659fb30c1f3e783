import { useEffect } from "react";

import { useSelect } from "../live/select";
import type { ProblemError } from "../http/problem";

interface Kept {
  readonly safe: boolean;
  readonly now: { problem: ProblemError | null };
  save: () => Promise<unknown>;
}

/** What is not saved yet is, when the page is left and as soon as the server is back; the browser asks when the whole tab closes before. */
export function useKeeping(drafting: Kept): void {
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
  const reachable = useSelect(({ connection }) => connection.mark === "live" || connection.mark === "polling");
  useEffect(() => {
    if (reachable && drafting.now.problem?.code === "unavailable") void drafting.save();
  }, [drafting, reachable]);
}
