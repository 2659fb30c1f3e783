import { useState } from "react";

import { type Loaded, useLoaded } from "../live/useLoaded";
import { useHearing } from "../live/useHearing";
import type { Campaign, Id } from "../protocol";
import * as api from "./api";

/** A campaign as it was told last; one that is sent tells every second. */
export function useCampaign(id: Id): Loaded<Campaign> & { gone: boolean } {
  const loaded = useLoaded(id, (signal) => api.one(id, signal));
  const [told, setTold] = useState<Campaign | null>(null);
  const [gone, setGone] = useState(false);
  const take = (campaign: Campaign): void => setTold((before) => (before && before.version > campaign.version ? before : campaign));
  useHearing(["campaign.changed", "campaign.removed"], (events) => {
    for (const event of events) {
      if (event.type === "campaign.changed" && event.campaign.id === id) take(event.campaign);
      if (event.type === "campaign.removed" && event.id === id) setGone(true);
    }
  });
  const { value } = loaded;
  const newest = value && told && told.version > value.version ? told : (value ?? told);
  return { ...loaded, value: newest, set: take, gone };
}
