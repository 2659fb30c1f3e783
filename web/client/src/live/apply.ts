import type { Channel, Contact, Conversation, Event, Id, Message, QuotationSummary, Reply, Template, User } from "../protocol";
import { changed, type Draft } from "./draft";
import { FILTERS, holds } from "./filters";
import type { State } from "./state";

type Apply = { [Type in Event["type"]]: (draft: Draft, event: Extract<Event, { type: Type }>) => void };

/** The state after these events. Whatever is not newer than what is held changes nothing, so replays are free. */
export function applyEvents(state: State, events: readonly Event[]): State {
  return changed(state, (draft) => {
    for (const event of events) {
      const apply = APPLY[event.type] as ((draft: Draft, event: Event) => void) | undefined;
      apply?.(draft, event); // a type this page does not know is a newer server's
    }
  });
}

const APPLY: Apply = {
  "message.created": (draft, { message }) => putMessage(draft, message),
  "message.changed": (draft, { message }) => putMessage(draft, message),
  "message.removed": (draft, { id, conversation }) => removeMessage(draft, id, conversation),
  "conversation.created": (draft, { conversation }) => announceConversation(draft, conversation),
  "conversation.changed": (draft, { conversation }) => announceConversation(draft, conversation),
  "conversation.removed": (draft, { id }) => removeConversation(draft, id),
  "contact.changed": (draft, { contact }) => put(draft, "contacts", contact),
  "contact.merged": (draft, { id }) => void draft.table("contacts").delete(id),
  "contact.deleted": (draft, { id }) => void draft.table("contacts").delete(id),
  "contact.removed": (draft, { id }) => void draft.table("contacts").delete(id),
  "user.changed": (draft, { user }) => put(draft, "users", user),
  "team.changed": () => undefined, // kept by the pages that show teams
  "team.removed": () => undefined,
  "channel.changed": (draft, { channel }) => put(draft, "channels", channel),
  "channel.removed": (draft, { id }) => void draft.table("channels").delete(id),
  "channel.told": () => undefined, // kept by the pages that show what providers say
  "template.changed": (draft, { template }) => put(draft, "templates", template),
  "template.removed": (draft, { id }) => void draft.table("templates").delete(id),
  "reply.changed": (draft, { reply }) => put(draft, "replies", reply),
  "reply.removed": (draft, { id }) => void draft.table("replies").delete(id),
  // pages that show these read them again
  "tag.changed": () => undefined,
  "tag.removed": () => undefined,
  "field.changed": () => undefined,
  "field.removed": () => undefined,
  "segment.changed": () => undefined,
  "segment.removed": () => undefined,
  "list.changed": () => undefined,
  "list.removed": () => undefined,
  "view.changed": () => undefined,
  "view.removed": () => undefined,
  "note.changed": () => undefined,
  "note.removed": () => undefined,
  "import.changed": () => undefined,
  "contacts.imported": () => undefined,
  "campaign.changed": () => undefined,
  "campaign.removed": () => undefined,
  "endpoint.changed": () => undefined,
  "endpoint.removed": () => undefined,
  "quotation.changed": (draft, { quotation }) => put(draft, "quotations", quotation),
  "quotation.removed": (draft, { id }) => removeQuotation(draft, id),
  "setting.changed": (draft, { key, value }) => void draft.table("settings").set(key, value),
  "quotation_template.changed": () => undefined,
  "quotation_template.removed": () => undefined,
  "prices.changed": () => undefined,
  // shown by the browser, not kept
  "notification.created": () => undefined,
  "notification.changed": () => undefined,
  "notifications.read": () => undefined,
  "notifications.chosen": () => undefined,
};

interface Tables {
  contacts: Contact;
  users: User;
  channels: Channel;
  templates: Template;
  replies: Reply;
  quotations: QuotationSummary;
  conversations: Conversation;
}

/** Keeps the newer of what is held and what came. */
export function put<Name extends keyof Tables>(draft: Draft, name: Name, shape: Tables[Name]): boolean {
  const held = draft.state[name].get(shape.id);
  if (held && held.version >= shape.version) return false;
  (draft.table(name) as Map<Id, Tables[Name]>).set(shape.id, shape);
  return true;
}

/** Puts a message in its place by `order`. Threads that are not open here are read when they are. */
export function putMessage(draft: Draft, message: Message): void {
  if (message.client_id !== null && draft.state.pending.has(message.client_id)) draft.table("pending").delete(message.client_id);
  stopTyping(draft, message);
  const thread = draft.state.threads.get(message.conversation);
  if (!thread) return;
  const oldest = thread.messages[0];
  if (thread.loaded && thread.hasOlder && oldest && message.order < oldest.order) return; // its page will bring it
  insert(draft.messages(message.conversation), message);
}

function insert(messages: Message[], message: Message): void {
  const held = messages.findLastIndex((other) => other.id === message.id);
  const holding = messages[held];
  if (holding) {
    if (message.version <= holding.version) return;
    messages.splice(held, 1, ...(message.order === holding.order ? [message] : []));
    if (message.order === holding.order) return; // else a scheduled one was given another time, and another place
  }
  const before = messages.findLastIndex((other) => other.order < message.order);
  messages.splice(before + 1, 0, message);
}

function removeMessage(draft: Draft, id: Id, conversation: Id): void {
  draft.gone(id, true);
  if (!draft.state.threads.has(conversation)) return;
  const messages = draft.messages(conversation);
  const place = messages.findIndex((message) => message.id === id);
  if (place >= 0) messages.splice(place, 1);
}

function removeQuotation(draft: Draft, id: Id): void {
  draft.gone(id, true);
  draft.table("quotations").delete(id);
}

/** An event is told after whatever removed the conversation, so it is there again. */
function announceConversation(draft: Draft, conversation: Conversation): void {
  draft.gone(conversation.id, false);
  const before = draft.state.conversations.get(conversation.id);
  if (put(draft, "conversations", conversation)) recount(draft, before, conversation);
}

function removeConversation(draft: Draft, id: Id): void {
  const before = draft.state.conversations.get(id);
  draft.gone(id, true);
  draft.table("conversations").delete(id);
  draft.table("threads").delete(id);
  if (before) recount(draft, before, null);
}

/** Moves the tabs' counts at once where both sides are known; the server's own count follows. */
function recount(draft: Draft, before: Conversation | undefined, after: Conversation | null): void {
  const { counts, me } = draft.state;
  if (!counts || !before) return;
  const next = { ...counts };
  for (const filter of FILTERS) {
    const held = holds(filter, before, me?.id ?? null);
    const holding = after !== null && holds(filter, after, me?.id ?? null);
    next[filter] += Number(holding) - Number(held);
  }
  next.unread += Number(after !== null && isUnread(after)) - Number(isUnread(before));
  draft.set("counts", next);
}

function isUnread({ state, unread }: Conversation): boolean {
  return state === "open" && unread > 0;
}

function stopTyping(draft: Draft, message: Message): void {
  const typists = draft.state.typing.get(message.conversation);
  if (!typists?.some((typist) => typist.who.id === message.author.id)) return;
  const left = typists.filter((typist) => typist.who.id !== message.author.id);
  if (left.length > 0) draft.table("typing").set(message.conversation, left);
  else draft.table("typing").delete(message.conversation);
}
