import { expect, test } from "vitest";

import { spanTicks, ticks } from "./scale";

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 5, 10]],
  [100, [0, 50, 100]],
  [1234, [0, 500, 1000, 1500]],
])("the ticks up to %s are round and reach it", (most, wanted) => {
  expect(ticks(most)).toEqual(wanted);
});

test("no tick of whole things is a fraction, and the last one is not exceeded", () => {
  for (let most = 1; most < 2000; most += 7) {
    const found = ticks(most);
    expect(found.every(Number.isInteger)).toBe(true);
    expect(found.at(-1)).toBeGreaterThanOrEqual(most);
    expect(found.length).toBeLessThan(7);
  }
});

test("lengths of time are cut as a clock is", () => {
  expect(spanTicks(100)).toEqual([0, 60, 120]);
  expect(spanTicks(5000)).toEqual([0, 1800, 3600, 5400]);
});
