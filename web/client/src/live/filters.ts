import type { Conversation, ConversationFilter, ConversationListCommand, ConversationSort, Id } from "../protocol";

export const FILTERS = ["mine", "unassigned", "all", "snoozed", "resolved"] as const;
export type Filter = (typeof FILTERS)[number];

/** What an address names: a tab, or a list that only says what it holds. */
export type Place = Filter | "list";

const NARROWING = ["state", "assignee", "team", "channel", "tag", "unread", "waiting_minutes", "window", "priority"] as const;

/** What a list can be narrowed to, beside its tab. */
export type Narrow = { [Name in (typeof NARROWING)[number]]?: NonNullable<ConversationFilter[Name]> };

/** One list of conversations: which, and in what order. */
export interface Listing {
  place: Place;
  narrow: Narrow;
  sort: ConversationSort;
}

type Asked = Pick<ConversationListCommand, (typeof NARROWING)[number]>;

/** The server's words for each tab; `holds` is the same in ours, so events keep a loaded list true. */
const TABS: Record<Place, Asked> = {
  mine: { state: "open", assignee: "me" },
  unassigned: { state: "open", assignee: "none" },
  all: { state: "open" },
  snoozed: { state: "snoozed" },
  resolved: { state: "resolved" },
  list: {},
};

export function plain(place: Place): Listing {
  return { place, narrow: {}, sort: "last" };
}

/** What a list asks the server for. */
export function asked({ place, narrow }: Listing): Narrow {
  return { ...TABS[place], ...narrow } as Narrow;
}

/** The same list has the same name, whatever order it was said in. */
export function nameOf({ place, narrow, sort }: Listing): string {
  const parts = NARROWING.flatMap((name) => (narrow[name] === undefined ? [] : [`${name}=${narrow[name]}`]));
  return parts.length === 0 && sort === "last" ? place : [place, sort, ...parts].join("&");
}

/** What a saved list asks for and this page can show; others of its words are kept by the server alone. */
export function narrowOf(filter: Partial<ConversationFilter>): Narrow {
  const given = NARROWING.flatMap((name) => (filter[name] === null || filter[name] === undefined ? [] : [[name, filter[name]] as const]));
  return Object.fromEntries(given) as Narrow;
}

export function holds(filter: Filter, conversation: Conversation, me: Id | null): boolean {
  if (filter === "snoozed" || filter === "resolved") return conversation.state === filter;
  if (conversation.state !== "open") return false;
  if (filter === "mine") return conversation.assignee !== null && conversation.assignee === me;
  return filter === "all" || conversation.assignee === null;
}

const CLOSING = 2 * 3_600_000; // ms before its end from which a window counts as closing
const MINUTE = 60_000;

/** Whether a conversation is on a list, as far as it can be told from itself; who is in a team only the server knows. */
export function isHeld(listing: Listing, conversation: Conversation, me: Id | null, now: number): boolean {
  const wanted = asked(listing);
  const { state, assignee, channel, tag, unread, priority, waiting_minutes: waiting, window } = wanted;
  if (state === undefined ? conversation.state === "quiet" : conversation.state !== state) return false;
  if (assignee !== undefined && conversation.assignee !== (assignee === "none" ? null : assignee === "me" ? me : assignee)) return false;
  if (channel !== undefined && conversation.channel !== channel) return false;
  if (tag !== undefined && !conversation.tags.includes(tag)) return false;
  if (unread !== undefined && conversation.unread > 0 !== unread) return false;
  if (priority !== undefined && conversation.priority !== priority) return false;
  if (listing.sort === "waiting" && conversation.waiting_since === null) return false;
  if (waiting !== undefined && !(conversation.waiting_since && Date.parse(conversation.waiting_since) < now - waiting * MINUTE)) return false;
  return window === undefined || window === windowOf(conversation, now) || (window === "open" && windowOf(conversation, now) === "closing");
}

function windowOf({ window_closes_at: until }: Conversation, now: number): "open" | "closing" | "closed" {
  const left = until ? Date.parse(until) - now : 0;
  return left <= 0 ? "closed" : left <= CLOSING ? "closing" : "open";
}

const activities = new WeakMap<Conversation, string>(); // asked for some hundred thousand times to sort a long list

/** What lists are sorted by, newest first; compares as text. */
export function activity(conversation: Conversation): string {
  let text = activities.get(conversation);
  if (!text) activities.set(conversation, (text = `${conversation.last_message?.at ?? conversation.created_at}/${conversation.id}`));
  return text;
}

/** Where a conversation stands on a list; compares as text, greatest first (`waiting`: least first). */
export function standing(conversation: Conversation, sort: ConversationSort): string {
  if (sort === "waiting") return `${conversation.waiting_since}/${conversation.id}`;
  return sort === "priority" ? `${conversation.priority}/${activity(conversation)}` : activity(conversation);
}
