import { expect, test } from "vitest";

import { listSearch, listingAt, searchOf } from "./address";

test("an address keeps a list as it is", () => {
  const search = listSearch({ tag: "vip", waiting: 30, unread: true, priority: 3, window: "closing", sort: "waiting", view: "v1" });
  const listing = listingAt("list", search);
  expect(listing).toEqual({ place: "list", narrow: { tag: "vip", waiting_minutes: 30, unread: true, priority: 3, window: "closing" }, sort: "waiting" });
  expect(searchOf(listing, "v1")).toEqual(search);
});

test("what means nothing in an address is left out", () => {
  const odd = { state: "asleep", priority: 9, waiting: -1, unread: "yes", sort: "sideways", tag: "x".repeat(65), channel: {}, message: "m1" };
  expect(listSearch(odd)).toEqual({});
});
