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
  const shown = inOrder(orders.get(list) ?? [], conversations, (one) => holds(filter, one, me) && activity(one) >= frontier);
  orders.set(list, shown);
  return shown;
}

const orders = new WeakMap<LoadedList, readonly Conversation[]>(); // how each was sorted last

/** Begins with the order of before, in which hardly any has moved: sorting that costs one look at each. */
function inOrder(
  before: readonly Conversation[],
  conversations: ReadonlyMap<Id, Conversation>,
  shows: (one: Conversation) => boolean,
): readonly Conversation[] {
  const met = new Set<Id>();
  const shown: Conversation[] = [];
  const take = (one: Conversation | undefined): void => {
    if (!one || met.has(one.id) || !shows(one)) return;
    met.add(one.id);
    shown.push(one);
  };
  for (const { id } of before) take(conversations.get(id));
  for (const one of conversations.values()) take(one);
  return shown.sort((one, other) => (activity(one) < activity(other) ? 1 : -1));
}

/** How many open conversations, `me`'s own or nobody's, hold something unread. */
export function unreadOf(conversations: ReadonlyMap<Id, Conversation>, me: Id | null): number {
  let unread = 0;
  for (const one of conversations.values()) if (one.unread > 0 && (holds("mine", one, me) || holds("unassigned", one, me))) unread += 1;
  return unread;
}
