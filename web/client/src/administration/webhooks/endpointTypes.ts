import type { Event } from "../../protocol";

/** What an endpoint can be told of. What concerns one person alone, and what endpoints do themselves, is never sent. */
export const TYPES: readonly Event["type"][] = [
  "message.created",
  "message.changed",
  "message.removed",
  "conversation.created",
  "conversation.changed",
  "conversation.removed",
  "contact.changed",
  "contact.merged",
  "contact.deleted",
  "contacts.imported",
  "quotation.changed",
  "quotation.removed",
  "campaign.changed",
  "campaign.removed",
  "template.changed",
  "template.removed",
  "channel.changed",
  "channel.removed",
  "user.changed",
  "team.changed",
  "team.removed",
  "tag.changed",
  "tag.removed",
  "field.changed",
  "field.removed",
  "segment.changed",
  "segment.removed",
  "list.changed",
  "list.removed",
  "note.changed",
  "note.removed",
  "setting.changed",
];

/** What is typed with commas or line ends between, each once. */
export function listOf(typed: string): string[] {
  return [...new Set(typed.split(/[\s,]+/).filter(Boolean))];
}
