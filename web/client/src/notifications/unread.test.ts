import { expect, test } from "vitest";

import type { Event, Notification } from "../protocol";
import { heard, merged, NOTHING } from "./unread";

let seq = 0;

function notification(id: string, more: Partial<Notification> = {}): Notification {
  return { id, version: 1, kind: "reply_in_mine", conversation: "c1", subject: null, text: "", who: "Pim", detail: "", count: 1, at: `2026-01-01T00:00:0${id}.000Z`, read: false, ...more };
}

function told(shape: Notification): Event {
  return { type: shape.version === 1 ? "notification.created" : "notification.changed", seq: (seq += 1), ...shape };
}

test("what comes anew stands first and is unread", () => {
  const after = heard(heard(NOTHING, [told(notification("1"))]), [told(notification("2"))]);
  expect(after.items.map(({ id }) => id)).toEqual(["2", "1"]);
  expect(after.unread.size).toBe(2);
});

test("more of the same is one, and moves up", () => {
  const two = heard(NOTHING, [told(notification("1")), told(notification("2"))]);
  const after = heard(two, [told(notification("1", { version: 2, count: 2, at: "2026-01-01T00:00:09.000Z" }))]);
  expect(after.items.map(({ id, count }) => [id, count])).toEqual([["1", 2], ["2", 1]]);
  expect(after.unread.size).toBe(2);
});

test("an older state that comes late changes nothing", () => {
  const read = heard(NOTHING, [told(notification("1", { version: 3, read: true }))]);
  expect(heard(read, [told(notification("1", { version: 2 }))]).unread.size).toBe(0);
});

test("read elsewhere is read here, one or all", () => {
  const two = heard(NOTHING, [told(notification("1")), told(notification("2"))]);
  const one = heard(two, [told(notification("1", { version: 2, read: true }))]);
  expect([...one.unread]).toEqual(["2"]);
  const all = heard(one, [{ type: "notifications.read", seq: (seq += 1), at: "", until: "2026-01-01T00:01:00.000Z" }]);
  expect(all.unread.size).toBe(0);
  expect(all.items.every(({ read }) => read)).toBe(true);
});

test("what was heard while the list was read is neither lost nor undone", () => {
  const held = heard(NOTHING, [told(notification("3")), told(notification("1", { version: 2, read: true }))]);
  const after = merged(held, [notification("2"), notification("1")], [notification("2"), notification("1")]);
  expect(after.items.map(({ id }) => id)).toEqual(["3", "2", "1"]);
  expect([...after.unread].sort()).toEqual(["2", "3"]);
});
