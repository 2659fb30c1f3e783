import type { ThreadItem } from "../live/thread";
import type { Attachment, Message } from "../protocol";

/** A message as the server would send it; a test says only what it is about. */
export function message(given: Partial<Message> = {}): Message {
  return {
    id: "m1",
    version: 1,
    order: "00000000000000000000000000001",
    conversation: "v1",
    channel: "ch1",
    direction: "in",
    kind: "text",
    text: "Good evening",
    content: {},
    status: "received",
    error: null,
    client_id: null,
    provider_id: null,
    reply_to: null,
    attachments: [],
    reactions: [],
    author: { kind: "customer", id: "k1", name: "Pim" },
    sent_at: "2026-11-22T12:00:00.000Z",
    created_at: "2026-11-22T12:00:00.000Z",
    ...given,
  };
}

export function attachment(given: Partial<Attachment> = {}): Attachment {
  return {
    id: "f1",
    kind: "document",
    mime: "application/pdf",
    name: "stage-plan.pdf",
    size: 48_000,
    state: "ready",
    url: "/api/v1/files/f1",
    thumbnail_url: null,
    cid: null,
    width: null,
    height: null,
    duration: null,
    animated: false,
    error: null,
    ...given,
  };
}

export function item(given: Partial<Message> = {}): ThreadItem {
  const shape = message(given);
  return { key: shape.client_id ?? shape.id, message: shape, pending: null };
}
