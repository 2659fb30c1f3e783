import type { Conversation, ConversationListCommand, Id } from "../protocol";

export const FILTERS = ["mine", "unassigned", "all", "snoozed", "resolved"] as const;
export type Filter = (typeof FILTERS)[number];

type Asked = Pick<ConversationListCommand, "state" | "assignee">;

/** The server's words for each tab; `holds` is the same in ours, so events keep a loaded list true. */
export const ASKED: Record<Filter, Asked> = {
  mine: { state: "open", assignee: "me" },
  unassigned: { state: "open", assignee: "none" },
  all: { state: "open" },
  snoozed: { state: "snoozed" },
  resolved: { state: "resolved" },
};

export function holds(filter: Filter, conversation: Conversation, me: Id | null): boolean {
  if (filter === "snoozed" || filter === "resolved") return conversation.state === filter;
  if (conversation.state !== "open") return false;
  if (filter === "mine") return conversation.assignee !== null && conversation.assignee === me;
  return filter === "all" || conversation.assignee === null;
}

const activities = new WeakMap<Conversation, string>(); // asked for some hundred thousand times to sort a long list

/** What lists are sorted by, newest first; compares as text. */
export function activity(conversation: Conversation): string {
  let text = activities.get(conversation);
  if (!text) activities.set(conversation, (text = `${conversation.last_message?.at ?? conversation.created_at}/${conversation.id}`));
  return text;
}
