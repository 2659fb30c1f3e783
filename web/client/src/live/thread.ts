import type { Id, Json, Message, MessageKind, User } from "../protocol";
import type { Draft, Pending, Thread } from "./state";

/** One row of a thread. `key` survives the moment a pending message becomes a real one. */
export interface ThreadItem {
  key: string;
  message: Message;
  /** null once the server has it. Its `state` "failed" offers retry(client_id) and discard(client_id). */
  pending: Pending | null;
}

const LAST = "9".repeat(30); // after every real order
const items = new WeakMap<Message, ThreadItem>();

/** The messages held and, after them, what was written here and is not confirmed. */
export function threadItems(id: Id, thread: Thread | undefined, pending: ReadonlyMap<Id, Pending>, me: User | null): readonly ThreadItem[] {
  const confirmed = (thread?.messages ?? []).map(confirmedItem);
  const waiting = [...pending.values()].filter((entry) => entry.conversation === id);
  if (waiting.length === 0) return confirmed;
  const held = new Set(confirmed.map((item) => item.key));
  return [...confirmed, ...waiting.filter((entry) => !held.has(entry.client_id)).map((entry) => pendingItem(entry, me))];
}

function confirmedItem(message: Message): ThreadItem {
  let item = items.get(message);
  if (!item) items.set(message, (item = { key: message.client_id ?? message.id, message, pending: null }));
  return item;
}

function pendingItem(entry: Pending, me: User | null): ThreadItem {
  return { key: entry.client_id, message: imagined(entry, me), pending: entry };
}

function imagined(entry: Pending, me: User | null): Message {
  const { draft } = entry;
  return {
    id: entry.client_id,
    version: 0,
    order: LAST,
    conversation: entry.conversation,
    channel: "",
    direction: "out",
    kind: kindOf(entry),
    text: draft.text ?? null,
    content: (draft.interactive ?? draft.location ?? given(draft)) as Record<string, Json>,
    status: entry.state === "failed" ? "failed" : "queued",
    error: entry.error ? { code: entry.error.code, message: entry.error.message, advice: null } : null,
    client_id: entry.client_id,
    provider_id: null,
    reply_to: draft.reply_to ?? null,
    attachments: [...(draft.attachments ?? [])],
    reactions: [],
    author: { kind: "user", id: me?.id ?? null, name: me?.name ?? null },
    sent_at: entry.at,
    created_at: entry.at,
  };
}

function given({ contacts, mail }: Draft): object {
  return { ...(contacts && { contacts }), ...(mail && { mail }) };
}

function kindOf({ kind, draft }: Pending): MessageKind {
  if (kind === "note") return "note";
  if (draft.template) return "template";
  if (draft.interactive) return "interactive";
  if (draft.location) return "location";
  if (draft.contacts) return "contacts";
  return (draft.mail ? null : draft.attachments?.[0]?.kind) ?? "text";
}
