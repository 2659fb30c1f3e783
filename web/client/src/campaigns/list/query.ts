import type { CampaignState, Id } from "../../protocol";
import { STATES } from "../parts/stateWord";

/** What is listed; it stands in the address, so it can be kept and sent to a colleague. */
export interface Query {
  q?: string;
  state?: CampaignState;
  channel?: Id;
}

/** What can be read of an address; the rest is dropped. */
export function queryOf({ q, state, channel }: Query): Query {
  return {
    ...(q && { q: String(q).slice(0, 200) }),
    ...(state && STATES.includes(state) && { state }),
    ...(channel && { channel: String(channel).slice(0, 64) }),
  };
}

export function asked({ q, state, channel }: Query): URLSearchParams {
  return new URLSearchParams({ ...(q && { q }), ...(state && { state }), ...(channel && { channel }) });
}
