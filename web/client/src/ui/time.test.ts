import { expect, it } from "vitest";

import { clock, dayName, fileSize, HOUR, listTime, MINUTE, playTime, shortDate, span, upcoming } from "./time";

const NOW = new Date(2026, 10, 22, 14, 31).getTime(); // a Sunday
const at = (days: number, hour = 9, minute = 5) => new Date(2026, 10, 22 + days, hour, minute).getTime();

it("tells the time on the 24-hour clock in every language", () => {
  expect(clock(at(0, 0), "en")).toBe("00:05");
  expect(clock(at(0, 21), "th")).toBe("21:05");
});

it("names the days of a thread", () => {
  expect([0, -1, -3, -30, -400].map((days) => dayName(at(days), NOW, "en"))).toEqual([
    "Today",
    "Yesterday",
    "Thursday",
    "23 October",
    "18 October 2025",
  ]);
});

it("shortens what a row has no room for", () => {
  expect([0, -1, -3, -30].map((days) => listTime(at(days), NOW, "en"))).toEqual(["09:05", "Yesterday", "Thu", "23 Oct"]);
  expect(shortDate(at(-400), NOW, "en")).toBe("18 Oct 2025");
});

it("says when something comes back", () => {
  expect([at(0, 17), at(1), at(3), at(30)].map((time) => upcoming(time, NOW, "en"))).toEqual(["17:05", "tomorrow 09:05", "Wed 09:05", "22 Dec 09:05"]);
});

it("measures a span in at most two units", () => {
  expect([30_000, 19 * MINUTE, 2 * HOUR, 23 * HOUR + 59 * MINUTE, 75 * HOUR].map(span)).toEqual([
    "under 1 min",
    "19 min",
    "2 h",
    "23 h 59 min",
    "3 days",
  ]);
});

it("tells lengths and sizes", () => {
  expect([7.4, 204, 3723].map(playTime)).toEqual(["0:07", "3:24", "1:02:03"]);
  expect([312, 48_200, 2_440_000].map((bytes) => fileSize(bytes, "en"))).toEqual(["312 bytes", "48 kB", "2.4 MB"]);
});
