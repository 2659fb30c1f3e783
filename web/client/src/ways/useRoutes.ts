import { useMemo } from "react";

import { request } from "../http/request";
import { useHearing } from "../live/useHearing";
import { useLoaded } from "../live/useLoaded";
import type { ContactRoutes, Event, Id, Route } from "../protocol";
import { asOf } from "./lapsed";
import { useSeconds } from "./useSeconds";

const TYPES: Event["type"][] = ["conversation.created", "conversation.changed", "contact.changed", "channel.changed", "channel.removed", "template.changed"];
const NONE: readonly Route[] = [];

/** Every way to write to somebody now, the best as it was told first; read again when something about one of them changed. */
export function useRoutes(contact: Id): readonly Route[] {
  const { value, again } = useLoaded(contact, (signal) => request<ContactRoutes>(`/api/v1/contacts/${contact}/routes`, { signal }));
  useHearing(TYPES, (events) => {
    if (events.some((event) => concerns(event, contact))) again();
  });
  const told = value?.routes ?? NONE;
  const now = useSeconds(told.map(({ state, until }) => (state === "reply" ? until : null)));
  return useMemo(() => told.map((route) => asOf(route, now)), [told, now]);
}

function concerns(event: Event, contact: Id): boolean {
  if (event.type === "conversation.created" || event.type === "conversation.changed") return event.conversation.contact.id === contact;
  return event.type !== "contact.changed" || event.contact.id === contact;
}
