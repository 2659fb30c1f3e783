import { expect, test } from "vitest";

import { moment, wall } from "./zones";

const utc = (text: string) => Date.parse(text);

test("a clock's time in a zone is a moment, and back", () => {
  expect(moment("2026-12-01T09:00", "Asia/Bangkok")).toBe(utc("2026-12-01T02:00Z"));
  expect(wall(utc("2026-12-01T02:00Z"), "Asia/Bangkok")).toBe("2026-12-01T09:00");
  expect(moment("2026-07-01T00:30", "Europe/Berlin")).toBe(utc("2026-06-30T22:30Z"));
});

test("of an hour the clocks show twice it is the first", () => {
  expect(moment("2026-10-25T02:30", "Europe/Berlin")).toBe(utc("2026-10-25T00:30Z"));
});

test("of an hour the clocks skip it is when they skip it", () => {
  expect(moment("2026-03-29T02:30", "Europe/Berlin")).toBe(utc("2026-03-29T01:00Z"));
});

test("what is no time is none", () => {
  expect(moment("", "UTC")).toBeNaN();
});
