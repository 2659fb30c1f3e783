import type { Conversation, Id } from "../protocol";
import { type Filter, activity, holds } from "./filters";
import type { LoadedList } from "./state";

export function listKey(filter: Filter, search: string): string {
  return search ? `${filter}?${search}` : filter;
}

/** The conversations of one tab, newest activity first. Nothing older than what was loaded is shown before its page: there would be holes. */
export function listed(
  list: LoadedList,
  filter: Filter,
  search: string,
  conversations: ReadonlyMap<Id, Conversation>,
  me: Id | null,
): readonly Conversation[] {
  const known = search ? list.ids.flatMap((id) => conversations.get(id) ?? []) : [...conversations.values()];
  const frontier = list.next === null ? "" : (list.frontier ?? "");
  const shown = known.filter((conversation) => holds(filter, conversation, me) && activity(conversation) >= frontier);
  return shown.sort(newestFirst);
}

function newestFirst(one: Conversation, other: Conversation): number {
  return activity(one) < activity(other) ? 1 : -1;
}
