import { expect, test } from "vitest";

import { campaign } from "../campaign.fixture";
import { canaryOf, firstOf, outOf, percent, standingOf } from "./figures";

test("everybody is counted once, by how far the message came", () => {
  const standing = standingOf({ total: 10, counts: { waiting: 2, sent: 1, delivered: 3, read: 2, replied: 1, failed: 1 } });
  expect([outOf(standing), standing.failed, standing.skipped]).toEqual([7, 1, 0]);
});

test("a hundredth of fewer than a hundred is nobody", () => {
  expect([canaryOf(99, null), canaryOf(250, null), canaryOf(40, { percent: 5, minutes: 5 })]).toEqual([0, 2, 2]);
});

test("the others wait for those who go first, until one of them had a turn", () => {
  const running = campaign({ state: "running", total: 210, counts: { skipped: 10, delivered: 2, waiting: 198 } });
  expect([firstOf(running), firstOf({ ...running, counts: { skipped: 10, delivered: 3, waiting: 197 } }), firstOf({ ...running, state: "paused" })]).toEqual([2, 0, 0]);
});

test("small shares keep a decimal, and of nobody there is none", () => {
  expect([percent(1, 200, "en"), percent(1, 3, "en"), percent(0, 0, "en")]).toEqual(["0.5%", "33%", "0%"]);
});
