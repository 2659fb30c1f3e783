import { expect, test } from "vitest";

import { sums } from "./series";

const point = (at: string, part: object) => ({ at, sent: 0, delivered: 0, read: 0, replied: 0, clicked: 0, failed: 0, ...part });

test("what happened is added up, and stays level where nothing did", () => {
  const found = sums({
    every: "minute",
    points: [point("2026-11-22T08:00:00.000Z", { sent: 10, failed: 1 }), point("2026-11-22T08:05:00.000Z", { sent: 5, read: 3 })],
  });
  expect(found.map(({ at, sent, read, failed }) => [new Date(at).toISOString().slice(14, 16), sent, read, failed])).toEqual([
    ["00", 0, 0, 0],
    ["01", 10, 0, 1],
    ["05", 10, 0, 1],
    ["06", 15, 3, 1],
  ]);
});

test("of nothing there is no line", () => expect(sums({ every: "day", points: [] })).toEqual([]));
