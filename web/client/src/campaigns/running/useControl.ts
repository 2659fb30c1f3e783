import { useState } from "react";

import type { ProblemError } from "../../http/problem";
import type { Campaign } from "../../protocol";
import * as api from "../api";

export interface Control {
  /** Asked for, and not answered yet. */
  pausing: boolean;
  busy: boolean;
  problem: ProblemError | null;
  pause: () => Promise<boolean>;
  resume: () => Promise<boolean>;
  cancel: (reason: string | null) => Promise<boolean>;
  forget: () => void;
}

/** Stops a campaign and lets it go on. What the server answers holds at once, whatever else is still to be heard. */
export function useControl(campaign: Campaign, onTold: (campaign: Campaign) => void): Control {
  const [under, setUnder] = useState<"pause" | "resume" | "cancel" | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const run = async (name: "pause" | "resume" | "cancel", act: () => Promise<Campaign>): Promise<boolean> => {
    setUnder(name);
    setProblem(null);
    try {
      onTold(await act());
      return true;
    } catch (refused) {
      const current = (refused as ProblemError).current as Campaign | undefined;
      if (current?.id === campaign.id) onTold(current);
      setProblem(refused as ProblemError);
      return false;
    } finally {
      setUnder(null);
    }
  };
  return {
    pausing: under === "pause",
    busy: under !== null,
    problem,
    pause: () => run("pause", () => api.pause(campaign.id)),
    resume: () => run("resume", () => api.resume(campaign.id)),
    cancel: (reason) => run("cancel", () => api.cancel(campaign.id, reason)),
    forget: () => setProblem(null),
  };
}
