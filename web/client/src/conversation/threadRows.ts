import type { ThreadItem } from "../live/thread";
import type { Message } from "../protocol";
import { dayKey, MINUTE } from "../ui/time";

const GROUP_WITHIN = 5 * MINUTE; // two messages further apart than this stand apart

export type ThreadRow =
  | { kind: "day"; key: string; at: string }
  | { kind: "new"; key: string; count: number }
  | { kind: "place"; key: string; place: string }
  | { kind: "message"; key: string; item: ThreadItem; first: boolean; last: boolean; about: number };
type MessageRow = Extract<ThreadRow, { kind: "message" }>;

/** What a thread was drawn from, and its rows. */
export interface Drawn {
  items: readonly ThreadItem[];
  newFrom: string | null;
  placeOf: ((message: Message) => string) | undefined;
  rows: readonly ThreadRow[];
}

const LINE = 38; // px, about

/**
 * A thread as it is drawn: a line per day, the line above what is new, and bubbles grouped by their author.
 * `newFrom` is the id of the first message nobody had read when the thread was opened; `placeOf` names where each was said, where one reads
 * several channels together.
 */
export function threadRows(items: readonly ThreadItem[], newFrom: string | null, placeOf?: (message: Message) => string): ThreadRow[] {
  const rows: ThreadRow[] = [];
  let before: Message | undefined;
  let day = "";
  let place = "";
  let open: MessageRow | null = null; // the row before, the last of its group until the next one says otherwise
  for (const [index, item] of items.entries()) {
    const { message } = item;
    const today = dayKey(message.sent_at);
    const newDay = today !== day;
    const isNew = message.id === newFrom;
    const where = placeOf?.(message) ?? "";
    const joined = !newDay && !isNew && where === place && together(before, message);
    if (newDay) rows.push({ kind: "day", key: `day-${today}-${message.id}`, at: message.sent_at });
    if (isNew) rows.push({ kind: "new", key: "new", count: countNew(items, index) });
    if (where !== place) rows.push({ kind: "place", key: `place-${message.id}`, place: where });
    if (open && joined) open.last = false;
    rows.push((open = { kind: "message", key: item.key, item, first: !joined, last: true, about: guess(message) }));
    before = message;
    day = today;
    place = where;
  }
  return rows;
}

/** As `threadRows`, for one thread over its time: where only earlier messages came, only theirs are worked out. */
export function growingRows(): typeof threadRows {
  let drawn: Drawn | null = null;
  return (items, newFrom, placeOf) => {
    const same = drawn !== null && drawn.newFrom === newFrom && drawn.placeOf === placeOf;
    const rows = (same && drawn && earlierRows(drawn, items)) || threadRows(items, newFrom, placeOf);
    drawn = { items, newFrom, placeOf, rows };
    return rows;
  };
}

/** The rows of the same thread with earlier messages before it: what was drawn stays. Null where anything else has changed. */
export function earlierRows(drawn: Drawn, items: readonly ThreadItem[]): ThreadRow[] | null {
  const earlier = items.length - drawn.items.length;
  if (earlier <= 0 || drawn.items.length === 0 || drawn.items.some((item, index) => items[earlier + index] !== item)) return null;
  const head = threadRows(items.slice(0, earlier + 1), drawn.newFrom, drawn.placeOf); // up to the first that was there: it may join the one before
  const seam = drawn.rows.findIndex((row) => row.kind === "message");
  const [joint, first] = [head.pop() as MessageRow, drawn.rows[seam] as MessageRow];
  if (head.some((row) => row.kind === "new")) return null; // counts what stands below it, too
  return head.concat({ ...joint, last: first.last }, drawn.rows.slice(seam + 1));
}

/** The height a row will about have, until it is measured, in px. */
export function heightOf(row: ThreadRow | undefined): number {
  return row?.kind === "message" ? row.about : LINE;
}

function guess({ kind, text, attachments }: Message): number {
  const picture = attachments.some((file) => file.kind === "image" || file.kind === "video") ? 250 : 0;
  const card = kind === "location" || kind === "template" || kind === "interactive" ? 120 : 0;
  return 46 + picture + card + Math.floor((text?.length ?? 0) / 62) * 22;
}

/** The first of the `unread` newest messages of the customer, or null. */
export function firstUnread(items: readonly ThreadItem[], unread: number): string | null {
  if (unread <= 0) return null;
  const inbound = items.filter((item) => isInbound(item.message));
  return inbound[Math.max(0, inbound.length - unread)]?.message.id ?? null;
}

/** A reaction stands at the message it is about; only one that did not arrive has a row, to say so. */
export function withoutReactions(items: readonly ThreadItem[]): readonly ThreadItem[] {
  return items.filter(({ message: { kind, status } }) => kind !== "reaction" || status === "failed" || status === "unknown");
}

/** Lines of the house (system lines, notes) stand in the middle and belong to no group. */
export function isLine(message: Message): boolean {
  return message.kind === "system" || message.kind === "note";
}

function together(one: Message | undefined, other: Message | undefined): boolean {
  if (!one || !other || isLine(one) || isLine(other)) return false;
  if (one.direction !== other.direction || one.author.id !== other.author.id || one.author.kind !== other.author.kind) return false;
  return Math.abs(Date.parse(other.sent_at) - Date.parse(one.sent_at)) < GROUP_WITHIN;
}

function countNew(items: readonly ThreadItem[], from: number): number {
  return items.slice(from).filter((item) => isInbound(item.message)).length;
}

function isInbound(message: Message): boolean {
  return message.direction === "in" && !isLine(message);
}
