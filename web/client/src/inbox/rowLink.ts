import { useRouter } from "@tanstack/react-router";
import { useMemo } from "react";

import type { Place } from "../live/filters";
import type { Id } from "../protocol";
import type { ListSearch } from "./address";

/** Where the rows of one list lead. Worked out once for all of them: a row that asked the router itself would cost most of its drawing. */
export interface RowLink {
  href: (conversation: Id) => string;
  open: (conversation: Id) => void;
}

export function useRowLink(place: Place, address: ListSearch): RowLink {
  const router = useRouter();
  return useMemo(() => {
    const { href } = router.buildLocation({ to: "/inbox/$filter/{-$conversation}", params: { filter: place, conversation: undefined }, search: address });
    const [path, query] = href.split("?");
    return {
      href: (conversation) => `${path}/${encodeURIComponent(conversation)}${query ? `?${query}` : ""}`,
      open: (conversation) =>
        void router.navigate({ to: "/inbox/$filter/{-$conversation}", params: { filter: place, conversation }, search: address, state: { listed: true } }),
    };
  }, [router, place, address]);
}
