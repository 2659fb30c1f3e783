import type { Event, Id, Notification } from "../protocol";

/** What the bell knows: the notifications of this person, newest first, and which of them are unread. */
export interface Told {
  items: readonly Notification[];
  /** Unread ones, also those that are not among the items. */
  unread: ReadonlySet<Id>;
}

export const NOTHING: Told = { items: [], unread: new Set() };

const MOST = 100; // that are held; further ones are read page by page

/** After these events. A newer state of one that is held takes its place, and what was told anew comes first. */
export function heard(told: Told, events: readonly Event[]): Told {
  let { items } = told;
  const unread = new Set(told.unread);
  for (const event of events) {
    if (event.type === "notifications.read") {
      items = items.map((item) => (item.at <= event.until ? { ...item, read: true } : item));
      unread.clear();
    }
    if (event.type !== "notification.created" && event.type !== "notification.changed") continue;
    const { type: _, seq: __, at, ...shape } = event;
    const known = items.find(({ id }) => id === event.id);
    if (known && known.version >= event.version) continue;
    const item = { ...shape, at } as Notification;
    items = newestFirst([item, ...items.filter(({ id }) => id !== event.id)]).slice(0, MOST);
    if (event.read) unread.delete(event.id);
    else unread.add(event.id);
  }
  return { items, unread };
}

/** What the server answered, with what was heard meanwhile: the newer of each. */
export function merged(held: Told, items: readonly Notification[], unread: readonly Notification[]): Told {
  const newer = new Map(held.items.map((item) => [item.id, item]));
  const latest = (item: Notification): Notification => {
    const other = newer.get(item.id);
    return other && other.version > item.version ? other : item;
  };
  const known = new Set(items.map(({ id }) => id));
  const [newest] = items;
  const since = held.items.filter(({ id, at }) => !known.has(id) && (!newest || at > newest.at));
  const all = newestFirst([...since, ...items.map(latest)]);
  const left = [...unread.map(latest), ...since].filter(({ read }) => !read);
  return { items: all.slice(0, MOST), unread: new Set(left.map(({ id }) => id)) };
}

function newestFirst(items: readonly Notification[]): Notification[] {
  return [...items].sort((one, other) => (one.at < other.at || (one.at === other.at && one.id < other.id) ? 1 : -1));
}
