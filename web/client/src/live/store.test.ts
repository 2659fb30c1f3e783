import { expect, test, vi } from "vitest";
import { conversation, last } from "../testing/cast";
import type { ConversationSort } from "../protocol";
import { applyTyping, expireTyping } from "./ephemeral";
import { type Narrow, plain } from "./filters";
import { listed, unreadOf } from "./lists";
import { EMPTY } from "./state";
import { Store } from "./store";

test("many changes in one task are one notification", async () => {
  const store = new Store();
  const listener = vi.fn<() => void>();
  store.subscribe(listener);
  for (let generation = 1; generation <= 500; generation++) store.change((state) => ({ ...state, generation }));
  await Promise.resolve();
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.state.generation).toBe(500);
});

test("a change that changes nothing tells nobody", async () => {
  const store = new Store();
  const listener = vi.fn<() => void>();
  store.subscribe(listener);
  store.change((state) => state);
  await Promise.resolve();
  expect(listener).not.toHaveBeenCalled();
});

test("the first changes are told at once, a burst of them together", async () => {
  vi.useFakeTimers();
  const store = new Store();
  const listener = vi.fn<() => void>();
  store.subscribe(listener);
  for (let generation = 1; generation <= 20; generation++) {
    store.change((state) => ({ ...state, generation }));
    await vi.advanceTimersByTimeAsync(5);
  }
  expect(listener.mock.calls.length).toBeGreaterThanOrEqual(2);
  expect(listener.mock.calls.length).toBeLessThanOrEqual(4);
  await vi.advanceTimersByTimeAsync(100);
  expect(listener).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});

test("whoever unsubscribed hears nothing more", async () => {
  const store = new Store();
  const listener = vi.fn<() => void>();
  store.subscribe(listener)();
  store.change((state) => ({ ...state, generation: 1 }));
  await Promise.resolve();
  expect(listener).not.toHaveBeenCalled();
});

const told = (id: string, at: string, given = {}) =>
  conversation({ id, last_message: last({ id: `m-${id}`, at }), ...given });
const conversations = new Map(
  [
    told("old", "2026-11-20T08:00:00.000Z"),
    told("new", "2026-11-22T08:00:00.000Z", { unread: 2 }),
    told("mine", "2026-11-21T08:00:00.000Z", { assignee: "dana", unread: 1 }),
    told("omars", "2026-11-21T09:00:00.000Z", { assignee: "omar", unread: 3 }),
    told("done", "2026-11-22T09:00:00.000Z", { state: "resolved" }),
  ].map((one) => [one.id, one]),
);
const NOW = Date.parse("2026-11-22T10:00:00.000Z");
const whole = { ids: [], frontier: null, next: null };
const ids = (shown: readonly { id: string }[]) => shown.map(({ id }) => id);

test("a list is sorted by activity and holds what its tab says", () => {
  expect(ids(listed(whole, plain("all"), "", conversations, "dana", NOW))).toEqual(["new", "omars", "mine", "old"]);
  expect(ids(listed(whole, plain("mine"), "", conversations, "dana", NOW))).toEqual(["mine"]);
  expect(ids(listed(whole, plain("unassigned"), "", conversations, "dana", NOW))).toEqual(["new", "old"]);
  expect(ids(listed(whole, plain("resolved"), "", conversations, "dana", NOW))).toEqual(["done"]);
});

test("a list follows what moves, comes and goes", () => {
  const list = { ...whole };
  listed(list, plain("all"), "", conversations, "dana", NOW);
  const later = new Map(conversations);
  later.set("old", told("old", "2026-11-23T08:00:00.000Z"));
  later.set("come", told("come", "2026-11-21T08:30:00.000Z"));
  later.delete("omars");
  expect(ids(listed(list, plain("all"), "", later, "dana", NOW))).toEqual(["old", "new", "come", "mine"]);
});

test("nothing older than the last page is shown while pages are missing", () => {
  const partly = { ids: [], frontier: "2026-11-21T00:00:00.000Z/x", next: "more" };
  expect(ids(listed(partly, plain("all"), "", conversations, "dana", NOW))).toEqual(["new", "omars", "mine"]);
});

test("a narrowed list follows what conversations become, in its own order", () => {
  const now = Date.parse("2026-11-22T10:00:00.000Z");
  const one = (id: string, given = {}) => told(id, "2026-11-22T08:00:00.000Z", given);
  const held = new Map(
    [
      one("vip", { tags: ["vip"], waiting_since: "2026-11-22T09:00:00.000Z", priority: 1, window_closes_at: "2026-11-22T11:00:00.000Z" }),
      one("late", { tags: ["vip"], waiting_since: "2026-11-22T08:00:00.000Z", assignee: "omar", window_closes_at: "2026-11-23T08:00:00.000Z" }),
      one("calm", { tags: ["vip"], priority: 3 }),
      one("other", { waiting_since: "2026-11-22T07:00:00.000Z" }),
      one("quiet", { state: "quiet", tags: ["vip"] }),
    ].map((each) => [each.id, each]),
  );
  const shown = (narrow: Narrow, sort: ConversationSort = "last", list = { ...whole }) => ids(listed(list, { place: "list", narrow, sort }, "", held, "dana", now));
  expect(shown({ tag: "vip" }, "priority")).toEqual(["calm", "vip", "late"]);
  expect(shown({ tag: "vip" }, "waiting")).toEqual(["late", "vip"]);
  expect(shown({ waiting_minutes: 90 }, "waiting")).toEqual(["other", "late"]);
  expect(shown({ window: "closing" })).toEqual(["vip"]);
  expect(shown({ window: "open" })).toEqual(["vip", "late"]);
  expect(shown({ tag: "vip", window: "closed" })).toEqual(["calm"]);
  expect(shown({ assignee: "none", tag: "vip" })).toEqual(["vip", "calm"]);
  expect(shown({ team: "sales" }, "last", { ...whole, ids: ["late"] as never[] })).toEqual(["late"]);
});

test("what a search found keeps its order", () => {
  const found = { ids: ["old", "done", "gone"], frontier: null, next: null };
  expect(ids(listed(found, plain("all"), "piano", conversations, "dana", NOW))).toEqual(["old", "done"]);
});

test("the badge counts one's own and nobody's, not a colleague's", () => {
  expect(unreadOf(conversations, "dana")).toBe(2);
});

const typing = (until: string) => ({ type: "typing" as const, conversation: "c1", who: { kind: "user" as const, id: "omar" }, until });

test("typing ends by itself", () => {
  const now = Date.parse("2026-11-22T08:00:00.000Z");
  const state = applyTyping(EMPTY, typing("2026-11-22T08:00:06.000Z"), now, now);
  expect(state.typing.get("c1")).toHaveLength(1);
  expect(expireTyping(state, now + 5_000)).toBe(state);
  expect(expireTyping(state, now + 6_000).typing.size).toBe(0);
});

test("a clock that is an hour ahead neither hides nor keeps a typist", () => {
  const server = Date.parse("2026-11-22T08:00:00.000Z");
  const here = server + 3_600_000;
  const state = applyTyping(EMPTY, typing("2026-11-22T08:00:06.000Z"), here, server);
  expect(state.typing.get("c1")?.[0]?.until).toBe(here + 6_000);
});
