import type { Attachment, Contact, ContactEditCommand, Conversation, ConversationStartCommand, Id, Json, Message } from "../protocol";
import { request } from "../http/request";
import { uploadFile } from "../http/upload";
import { live } from "./live";
import type { Draft } from "./state";

/** Every action resolves with the server's answer or rejects with a ProblemError. Sends wait in the outbox while offline. */

export function send(conversation: Id, draft: Draft): Promise<Message> {
  return live.outbox.add(conversation, "send", draft);
}

export function note(conversation: Id, text: string): Promise<Message> {
  return live.outbox.add(conversation, "note", { text });
}

/** Tries a failed send again: one the server refused (by its client id) or one the provider refused (by its message). */
export function retry(id: Id, evenIfSent = false): Promise<Message> {
  return live.outbox.retry(id, evenIfSent);
}

/** Drops a refused send; its words are returned for the composer. */
export function discard(pending: Id): Draft | null {
  return live.outbox.discard(pending);
}

/** An empty emoji takes the reaction back. */
export async function react(message: Id, emoji: string): Promise<Message> {
  return (await live.request({ type: "message.react", message, emoji })).message;
}

/** `to` null: back to the queue. */
export async function assign(conversation: Id, to: Id | null): Promise<Conversation> {
  return (await live.request({ type: "conversation.assign", conversation, to })).conversation;
}

export async function resolve(conversation: Id): Promise<Conversation> {
  return (await live.request({ type: "conversation.resolve", conversation })).conversation;
}

export async function reopen(conversation: Id): Promise<Conversation> {
  return (await live.request({ type: "conversation.reopen", conversation })).conversation;
}

export async function snooze(conversation: Id, until: Date): Promise<Conversation> {
  return (await live.request({ type: "conversation.snooze", conversation, until: until.toISOString() })).conversation;
}

export async function markRead(conversation: Id): Promise<Conversation> {
  return (await live.request({ type: "conversation.read", conversation })).conversation;
}

export async function markUnread(conversation: Id): Promise<Conversation> {
  return (await live.request({ type: "conversation.unread", conversation })).conversation;
}

/** Replaces the tags. */
export async function tag(conversation: Id, tags: string[]): Promise<Conversation> {
  return (await live.request({ type: "conversation.tag", conversation, tags })).conversation;
}

/** A canned reply as it reads in one conversation: with the customer's name where it says {{contact.name}}, and the like. */
export async function fillReply(reply: Id, conversation: Id): Promise<string> {
  return (await live.request({ type: "reply.fill", reply, conversation })).text;
}

/** What the agent looks at; told again by itself after every reconnect. */
export function view(conversation: Id | null, focused: boolean): Promise<void> {
  return live.view(conversation, focused);
}

/** Call on every key; told to the others at most every few seconds. */
export function typing(conversation: Id): void {
  live.typing(conversation);
}

export async function editContact(contact: Id, changes: Omit<ContactEditCommand, "type" | "id" | "contact">): Promise<Contact> {
  return (await live.request({ type: "contact.edit", contact, ...changes })).contact;
}

export function start(opening: Omit<ConversationStartCommand, "type" | "id" | "client_id">): Promise<{ conversation: Conversation; message: Message }> {
  return live.request({ type: "conversation.start", client_id: crypto.randomUUID(), ...opening });
}

export interface Found {
  conversations: Conversation[];
  contacts: Contact[];
  messages: Message[];
}

export function search(q: string, limit = 20): Promise<Found> {
  return live.request({ type: "search", q, limit });
}

export async function searchContacts(q: string, limit = 20): Promise<Contact[]> {
  return (await live.request({ type: "contact.search", q, limit })).items;
}

export function trace(message: Id): Promise<Record<string, Json>> {
  return live.request({ type: "message.trace", message });
}

/** `onProgress` hears 0…1. */
export function upload(file: File, onProgress?: (done: number) => void, conversation?: Id): Promise<Attachment> {
  return uploadFile(file, onProgress, conversation);
}

/** Tries at once instead of when it would by itself. */
export function reconnect(): void {
  live.wake();
}

/** Kept for every machine this person signs in on. */
export async function setLanguage(language: string): Promise<void> {
  await request("/api/v1/auth/me", { method: "PUT", json: { language } });
}

/** Also drops what was written here and never sent. */
export function signOut(everywhere = false): Promise<void> {
  return live.signOut(everywhere);
}
