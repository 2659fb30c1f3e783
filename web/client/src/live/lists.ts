import type { Conversation, Id } from "../protocol";
import { type Filter, activity, holds } from "./filters";
import type { LoadedList } from "./state";

export function listKey(filter: Filter, search: string): string {
  return search ? `${filter}?${search}` : filter;
}

/** The conversations of one tab, newest activity first; what a search found, in the order it was found. */
export function listed(
  list: LoadedList,
  filter: Filter,
  search: string,
  conversations: ReadonlyMap<Id, Conversation>,
  me: Id | null,
): readonly Conversation[] {
  if (search) return list.ids.flatMap((id) => conversations.get(id) ?? []);
  const frontier = list.next === null ? "" : (list.frontier ?? ""); // what is older is shown with its page: there would be holes
  const shown = [...conversations.values()].filter((one) => holds(filter, one, me) && activity(one) >= frontier);
  return shown.sort((one, other) => (activity(one) < activity(other) ? 1 : -1));
}

/** How many open conversations, `me`'s own or nobody's, hold something unread. */
export function unreadOf(conversations: ReadonlyMap<Id, Conversation>, me: Id | null): number {
  let unread = 0;
  for (const one of conversations.values()) if (one.unread > 0 && (holds("mine", one, me) || holds("unassigned", one, me))) unread += 1;
  return unread;
}
