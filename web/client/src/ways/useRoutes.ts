import { request } from "../http/request";
import { useHearing } from "../live/useHearing";
import { useLoaded } from "../live/useLoaded";
import type { ContactRoutes, Event, Id, Route } from "../protocol";

const TYPES: Event["type"][] = ["conversation.created", "conversation.changed", "contact.changed", "channel.changed", "channel.removed", "template.changed"];
const NONE: readonly Route[] = [];

/** Every way to write to somebody now, the best first; read again when something about one of them changed. */
export function useRoutes(contact: Id): readonly Route[] {
  const { value, again } = useLoaded(contact, (signal) => request<ContactRoutes>(`/api/v1/contacts/${contact}/routes`, { signal }));
  useHearing(TYPES, (events) => {
    if (events.some((event) => concerns(event, contact))) again();
  });
  return value?.routes ?? NONE;
}

function concerns(event: Event, contact: Id): boolean {
  if (event.type === "conversation.created" || event.type === "conversation.changed") return event.conversation.contact.id === contact;
  return event.type !== "contact.changed" || event.contact.id === contact;
}
