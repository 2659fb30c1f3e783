import { useMemo, useState } from "react";

import { useHearing } from "../../live/useHearing";
import { type Paged, usePaged } from "../../live/usePaged";
import type { Campaign, Id } from "../../protocol";
import * as api from "../api";
import { type Query, asked } from "./query";

/** The campaigns of a list, each as it was told last: one that is sent tells every second, and the list is not read again for that. */
export function useCampaigns(query: Query): Paged<Campaign> {
  const paged = usePaged(asked(query), api.list, ["campaign.removed"]);
  const [told, setTold] = useState<ReadonlyMap<Id, Campaign>>(new Map());
  useHearing(["campaign.changed"], (events) => {
    const heard = events.flatMap((event) => (event.type === "campaign.changed" ? [event.campaign] : []));
    setTold((before) => new Map([...before, ...heard.map((campaign): [Id, Campaign] => [campaign.id, campaign])]));
    const listed = new Map(paged.items.map((campaign) => [campaign.id, told.get(campaign.id) ?? campaign]));
    if (heard.some((campaign) => listed.get(campaign.id)?.state !== campaign.state)) paged.again();
  });
  const items = useMemo(() => paged.items.map((item) => newest(item, told.get(item.id))), [paged.items, told]);
  return { ...paged, items };
}

export function newest(held: Campaign, told: Campaign | undefined): Campaign {
  return told && told.version > held.version ? told : held;
}
