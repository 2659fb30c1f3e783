import { useEffect, useState, useSyncExternalStore } from "react";

import { keep, kept } from "../../live/belongings";
import { useMe } from "../../live/hooks";
import { useSelect } from "../../live/select";
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
  useLeaving(drafting);
  const reachable = useSelect(({ connection }) => connection.mark === "live" || connection.mark === "polling");
  useEffect(() => {
    if (reachable && drafting.now.problem?.code === "unavailable") void drafting.save();
  }, [drafting, reachable]);
  return { drafting, now };
}

export function shelfName(id: Id): string {
  return `campaign/${id}`;
}

/** What is not saved yet is, when the page is left; the browser asks when the whole tab closes before. */
function useLeaving(drafting: Drafting): void {
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
}
