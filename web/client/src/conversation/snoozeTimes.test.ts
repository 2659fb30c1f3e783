import { expect, it } from "vitest";

import { snoozeTimes } from "./snoozeTimes";

const keys = (now: Date) => snoozeTimes(now).map((choice) => choice.key);

it("offers this evening while the day is young", () => {
  expect(keys(new Date(2026, 10, 18, 10))).toEqual(["hour", "evening", "tomorrow", "monday"]);
  expect(keys(new Date(2026, 10, 18, 16, 30))).toEqual(["hour", "tomorrow", "monday"]);
});

it("does not offer Monday twice on a Sunday", () => {
  expect(keys(new Date(2026, 10, 22, 10))).toEqual(["hour", "evening", "tomorrow"]);
});

it("comes back on a morning at nine", () => {
  const monday = snoozeTimes(new Date(2026, 10, 23, 10)).at(-1);
  expect(monday?.until).toEqual(new Date(2026, 10, 30, 9));
});
