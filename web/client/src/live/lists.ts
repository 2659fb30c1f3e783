import type { Conversation, Id } from "../protocol";
import { type Listing, holds, isHeld, nameOf, standing } from "./filters";
import type { LoadedList } from "./state";

export function listKey(listing: Listing, search: string): string {
  return search ? `${nameOf(listing)}?${search}` : nameOf(listing);
}

/** The conversations of one list in its order; what a search found, in the order it was found. `now`: ms since 1970. */
export function listed(
  list: LoadedList,
  listing: Listing,
  search: string,
  conversations: ReadonlyMap<Id, Conversation>,
  me: Id | null,
  now: number,
): readonly Conversation[] {
  if (search) return list.ids.flatMap((id) => conversations.get(id) ?? []);
  const frontier = list.next === null ? null : list.frontier; // what is older is shown with its page: there would be holes
  const members = listing.narrow.team === undefined ? null : new Set(list.ids);
  const isLoaded = (one: Conversation): boolean => (frontier === null || comes(listing, standing(one, listing.sort), frontier) <= 0) && (members?.has(one.id) ?? true);
  const shown = inOrder(orders.get(list) ?? [], listing, conversations, (one) => isHeld(listing, one, me, now) && isLoaded(one));
  orders.set(list, shown);
  return shown;
}

/** Below 0: the one stands before the other. */
export function comes({ sort }: Listing, one: string, other: string): number {
  const sooner = sort === "waiting" ? one < other : one > other;
  return one === other ? 0 : sooner ? -1 : 1;
}

const orders = new WeakMap<LoadedList, readonly Conversation[]>(); // how each was sorted last

/** Begins with the order of before, in which hardly any has moved: sorting that costs one look at each. */
function inOrder(
  before: readonly Conversation[],
  listing: Listing,
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
  return shown.sort((one, other) => comes(listing, standing(one, listing.sort), standing(other, listing.sort)));
}

/** How many open conversations, `me`'s own or nobody's, hold something unread. */
export function unreadOf(conversations: ReadonlyMap<Id, Conversation>, me: Id | null): number {
  let unread = 0;
  for (const one of conversations.values()) if (one.unread > 0 && (holds("mine", one, me) || holds("unassigned", one, me))) unread += 1;
  return unread;
}
