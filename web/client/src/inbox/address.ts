import { FILTERS, type Listing, type Narrow, narrowOf, type Place } from "../live/filters";
import type { ConversationSort, ConversationState, WindowState } from "../protocol";

/** What stands behind the ? of a list's address, so that every list can be kept, shared and gone back to. */
export interface ListSearch {
  state?: ConversationState;
  assignee?: string;
  team?: string;
  channel?: string;
  tag?: string;
  unread?: boolean;
  waiting?: number; // minutes
  window?: WindowState;
  priority?: number;
  sort?: ConversationSort;
  view?: string; // the saved one it began with
}

const STATES: readonly unknown[] = ["open", "snoozed", "resolved", "quiet"];
const WINDOWS: readonly unknown[] = ["open", "closing", "closed"];
const SORTS: readonly unknown[] = ["waiting", "priority"]; // the newest first is what goes without saying
const LONGEST = 527_040; // minutes, as the server takes them
const LONGEST_NAME = 64;

/** Whatever somebody typed into the address, without what means nothing. */
export function listSearch(given: Record<string, unknown>): ListSearch {
  const { state, unread, waiting, window, priority, sort } = given;
  const search: ListSearch = {};
  for (const name of ["assignee", "team", "channel", "tag", "view"] as const) {
    const value = given[name];
    if ((typeof value === "string" || typeof value === "number") && String(value).length <= LONGEST_NAME && String(value)) search[name] = String(value);
  }
  if (STATES.includes(state)) search.state = state as ConversationState;
  if (typeof unread === "boolean") search.unread = unread;
  if (isWhole(waiting, LONGEST)) search.waiting = waiting;
  if (WINDOWS.includes(window)) search.window = window as WindowState;
  if (isWhole(priority, 3)) search.priority = priority;
  if (SORTS.includes(sort)) search.sort = sort as ConversationSort;
  return search;
}

export function listingAt(place: Place, { sort, waiting, ...rest }: ListSearch): Listing {
  return { place, narrow: narrowOf({ ...rest, ...(waiting === undefined ? {} : { waiting_minutes: waiting }) }), sort: sort ?? "last" };
}

export function searchOf({ narrow, sort }: Listing, view?: string): ListSearch {
  const { waiting_minutes: waiting, ...rest } = narrow;
  return { ...rest, ...(waiting === undefined ? {} : { waiting }), ...(sort === "last" ? {} : { sort }), ...(view ? { view } : {}) };
}

export function placeOf(word: string): Place {
  return word === "list" ? word : (FILTERS.find((filter) => filter === word) ?? "mine");
}

/** How many things a list is narrowed by, beside its tab. */
export function narrowness(narrow: Narrow): number {
  return Object.values(narrow).filter((value) => value !== undefined).length;
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
}
