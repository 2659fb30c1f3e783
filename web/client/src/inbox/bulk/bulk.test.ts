import { expect, test } from "vitest";

import { conversation } from "../../testing/cast";
import { undoing } from "./bulk";

const told = (steps: ReturnType<typeof undoing>) => steps.map(({ act, ids }) => [act, ids]);

test("an assignment goes back to whom each had", () => {
  const before = [conversation({ id: "a", assignee: "omar" }), conversation({ id: "b" }), conversation({ id: "c" }), conversation({ id: "d", assignee: "dana" })];
  expect(told(undoing({ action: "assign", to: "dana" }, before))).toEqual([
    [{ action: "assign", to: "omar" }, ["a"]],
    [{ action: "assign", to: null }, ["b", "c"]],
  ]);
});

test("what was resolved opens again, and what slept sleeps on", () => {
  const until = "2026-11-23T09:00:00.000Z";
  const before = [conversation({ id: "a" }), conversation({ id: "b", state: "snoozed", snoozed_until: until }), conversation({ id: "c", state: "resolved" })];
  expect(told(undoing({ action: "resolve" }, before))).toEqual([
    [{ action: "reopen" }, ["a"]],
    [{ action: "snooze", until }, ["b"]],
  ]);
});

test("a tag is taken off only where it was put on", () => {
  const before = [conversation({ id: "a", tags: ["vip"] }), conversation({ id: "b" })];
  expect(told(undoing({ action: "tag", tags: ["vip"] }, before))).toEqual([[{ action: "untag", tags: ["vip"] }, ["b"]]]);
  expect(told(undoing({ action: "untag", tags: ["vip"] }, before))).toEqual([[{ action: "tag", tags: ["vip"] }, ["a"]]]);
});
