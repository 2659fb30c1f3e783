import { expect, test } from "vitest";

import { before, dayIn, PRESETS, rangeOf, searchOf } from "./range";

const WEDNESDAY = "2026-03-04";

test.each([
  ["today", "2026-03-04", "2026-03-04"],
  ["yesterday", "2026-03-03", "2026-03-03"],
  ["week", "2026-03-02", "2026-03-04"],
  ["last_week", "2026-02-23", "2026-03-01"],
  ["30", "2026-02-03", "2026-03-04"],
  ["month", "2026-03-01", "2026-03-04"],
  ["last_month", "2026-02-01", "2026-02-28"],
  ["year", "2026-01-01", "2026-03-04"],
] as const)("%s is from %s to %s", (days, since, until) => {
  expect(rangeOf({ days }, WEDNESDAY)).toEqual({ since, until });
});

test("what it is compared with is as long and ends the day before", () => {
  for (const days of PRESETS) {
    const range = rangeOf({ days, channel: "c" }, WEDNESDAY);
    const earlier = before(range);
    expect(Date.parse(range.since) - Date.parse(earlier.until)).toBe(86_400_000);
    expect(Date.parse(range.until) - Date.parse(range.since)).toBe(Date.parse(earlier.until) - Date.parse(earlier.since));
    expect(earlier.channel).toBe("c");
  }
});

test("an address that says nonsense says the usual", () => {
  expect(searchOf({ since: "2026-02-31x", until: "now" })).toEqual({});
  expect(searchOf({ since: "2026-03-04", until: "2026-03-01" })).toEqual({});
  expect(searchOf({ since: "2020-01-01", until: "2026-03-01" })).toEqual({});
  expect(searchOf({ days: 30 as never, agent: "dana", compare: false })).toEqual({ days: "30", agent: "dana", compare: false });
});

test("the company's day begins at its own midnight", () => {
  const evening = Date.parse("2026-03-04T18:30:00Z");
  expect(dayIn("Asia/Bangkok", evening)).toBe("2026-03-05");
  expect(dayIn("UTC", evening)).toBe("2026-03-04");
});
