import type { Contact, Conversation, LastMessage, Message, User } from "../protocol";

/** Dana of sales, and what the server would send about her work; a test says only what it is about. */
export const DANA: User = { id: "dana", version: 1, name: "Dana A.", email: "dana@example.com", role: "agent", channels: [], active: true };
export const OMAR: User = { ...DANA, id: "omar", name: "Omar B.", email: "omar@example.com" };

export function conversation(given: Partial<Conversation> = {}): Conversation {
  return {
    id: "c1",
    version: 1,
    contact: { id: "pim", name: "Pim", picture: null },
    channel: "bangkok",
    state: "open",
    assignee: null,
    unread: 0,
    last_message: null,
    window_closes_at: null,
    tags: [],
    waiting_since: null,
    priority: 0,
    snoozed_until: null,
    created_at: "2026-11-22T08:00:00.000Z",
    updated_at: "2026-11-22T08:00:00.000Z",
    campaign: null,
    ...given,
  };
}

export function last(given: Partial<LastMessage> = {}): LastMessage {
  return {
    id: "m1",
    kind: "text",
    direction: "in",
    excerpt: "Hello",
    status: "received",
    author: { kind: "customer", id: "pim", name: "Pim" },
    at: "2026-11-22T08:00:00.000Z",
    duration: null,
    taken_back: false,
    ...given,
  };
}

/** `order` is given as a number and stands in for the 29 digits. */
export function message({ order = 1, ...given }: Partial<Omit<Message, "order">> & { order?: number } = {}): Message {
  return {
    id: `m${order}`,
    version: 1,
    order: String(order).padStart(29, "0"),
    conversation: "c1",
    channel: "bangkok",
    direction: "in",
    kind: "text",
    text: `number ${order}`,
    content: {},
    status: "received",
    error: null,
    client_id: null,
    provider_id: null,
    reply_to: null,
    attachments: [],
    reactions: [],
    author: { kind: "customer", id: "pim", name: "Pim" },
    sent_at: "2026-11-22T08:00:00.000Z",
    created_at: "2026-11-22T08:00:00.000Z",
    ...given,
  };
}

export function contact(given: Partial<Contact> = {}): Contact {
  return {
    id: "pim",
    version: 1,
    name: "Pim",
    company: null,
    owner: null,
    tags: [],
    fields: {},
    identities: [],
    consent: {},
    blocked: false,
    language: null,
    picture: null,
    created_at: "2026-11-22T08:00:00.000Z",
    updated_at: "2026-11-22T08:00:00.000Z",
    ...given,
  };
}
