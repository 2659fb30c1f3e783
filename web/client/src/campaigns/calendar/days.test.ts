import { expect, test } from "vitest";

import { campaign } from "../campaign.fixture";
import { byDay, isDay, monthOf, moved, plus, plusMonths, weekOf } from "./days";

test("a week begins with Monday, and a month holds whole weeks", () => {
  expect(weekOf("2026-11-22")).toEqual(["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"]);
  const weeks = monthOf("2026-02-14");
  expect([weeks.length, weeks[0]?.[0], weeks.at(-1)?.[6]]).toEqual([5, "2026-01-26", "2026-03-01"]);
  expect(monthOf("2026-12-31").at(-1)?.includes("2026-12-31")).toBe(true);
});

test("days and months go over the ends of years", () => {
  expect([plus("2026-12-31", 1), plusMonths("2026-01-31", 1), plusMonths("2026-01-15", -1)]).toEqual(["2027-01-01", "2026-02-28", "2025-12-15"]);
});

test("what is no day is none", () => expect([isDay("2026-02-30"), isDay("soon"), isDay("2026-02-28")]).toEqual([false, false, true]));

test("campaigns stand on the day they began or are to begin, the earliest first", () => {
  const one = campaign({ id: "a", starts_at: "2026-11-22T09:00:00.000Z" });
  const other = campaign({ id: "b", started_at: "2026-11-22T08:00:00.000Z", starts_at: null });
  const days = [...byDay([one, other, campaign()]).values()];
  expect(days.map((some) => some.map(({ id }) => id))).toEqual([["b", "a"]]);
});

test("a campaign moved to another day keeps the time its clock shows", () => {
  expect(moved("2026-11-30T09:00", "2026-11-30", "2026-12-02")).toBe("2026-12-02T09:00");
  expect(moved("2026-12-01T23:30", "2026-12-02", "2026-12-01")).toBe("2026-11-30T23:30"); // on the looker's clock it is a day later
});
