import type { Contact, Event, Id, TimelineCampaign, TimelineChange, TimelineConsent, TimelineConversation, TimelineMerge, TimelineNote, TimelineQuotation } from "../../protocol";

export type TimelineEntry = TimelineConversation | TimelineNote | TimelineConsent | TimelineMerge | TimelineChange | TimelineQuotation | TimelineCampaign;

export const TYPES = ["note", "conversation", "quotation", "campaign", "consent", "change"] as const;
export type Shown = (typeof TYPES)[number];

/** Which of the words above a list an entry belongs to: a merge changed the contact. */
export function sortOf({ type }: TimelineEntry): Shown {
  return type === "merge" ? "change" : type;
}

export function keyOf(entry: TimelineEntry): string {
  switch (entry.type) {
    case "conversation":
      return entry.conversation.id;
    case "note":
      return entry.note.id;
    case "consent":
      return entry.consent.id;
    case "merge":
      return entry.merge.id;
    case "change":
      return entry.change.id;
    case "quotation":
      return entry.move.id;
    case "campaign":
      return entry.id;
  }
}

/** A contact as it will be once the server has taken these changes. */
export function changedTo(contact: Contact, given: Partial<Pick<Contact, "name" | "company" | "owner" | "tags" | "fields">>): Contact {
  return { ...contact, ...given, fields: { ...contact.fields, ...given.fields } };
}

export const HEARD: readonly Event["type"][] = [
  "contact.changed",
  "contact.merged",
  "note.changed",
  "note.removed",
  "conversation.created",
  "conversation.changed",
  "quotation.changed",
];

/** Whether an event may have added to a contact's timeline. */
export function concerns(event: Event, contact: Id): boolean {
  switch (event.type) {
    case "contact.changed":
      return event.contact.id === contact;
    case "contact.merged":
      return event.into === contact;
    case "note.changed":
      return event.note.contact === contact;
    case "note.removed":
      return event.contact === contact;
    case "conversation.created":
    case "conversation.changed":
      return event.conversation.contact.id === contact;
    case "quotation.changed":
      return event.quotation.contact === contact;
    default:
      return false;
  }
}
