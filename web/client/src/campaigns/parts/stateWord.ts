import { t } from "@lingui/core/macro";

import type { Campaign, CampaignState } from "../../protocol";

const WORDS: Record<CampaignState, () => string> = {
  draft: () => t`Draft`,
  scheduled: () => t`Scheduled`,
  starting: () => t`Starting`,
  running: () => t`Sending`,
  paused: () => t`Paused`,
  done: () => t`Done`,
  cancelled: () => t`Cancelled`,
};

export const STATES = Object.keys(WORDS) as CampaignState[];
export const UNSENT: readonly CampaignState[] = ["draft", "scheduled"];
export const UNDERWAY: readonly CampaignState[] = ["starting", "running", "paused"];

export function stateWord(state: CampaignState): string {
  return WORDS[state]();
}

/** Whether what fails now still goes another way, though everybody was written to. */
export function fallsLate({ state, falls_until }: Pick<Campaign, "state" | "falls_until">, now: number): boolean {
  return state === "done" && falls_until !== null && Date.parse(falls_until) > now;
}
