import { useEffect, useState, useSyncExternalStore } from "react";

import { useKeeping } from "../../drafting/keeping";
import { keep, kept } from "../../live/belongings";
import { useMe } from "../../live/hooks";
import type { Campaign, Id } from "../../protocol";
import * as api from "../api";
import { type Drafted, Drafting, type Kept } from "./drafting";

/** The campaign being written: kept by itself, safe when the page is left. `campaign`: as it was told last. */
export function useDrafting(campaign: Campaign): { drafting: Drafting; now: Drafted } {
  const me = useMe()?.id ?? "";
  const [drafting] = useState(() => {
    const name = shelfName(campaign.id);
    const parts = {
      change: (fields: object, version: number) => api.change(campaign.id, fields, version),
      keep: (left: Kept | null) => keep(me, name, left),
    };
    return new Drafting(parts, campaign, kept<Kept>(me, name));
  });
  const now = useSyncExternalStore(drafting.subscribe, () => drafting.now);
  useEffect(() => drafting.told(campaign), [drafting, campaign]);
  useKeeping(drafting);
  return { drafting, now };
}

export function shelfName(id: Id): string {
  return `campaign/${id}`;
}
