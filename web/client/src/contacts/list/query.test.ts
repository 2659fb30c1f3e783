import { expect, test } from "vitest";

import { asked, isNarrow, queryOf, turned } from "./query";

test("an address that says nonsense lists everybody", () => {
  expect(queryOf({ tag: "", consent: "perhaps", sort: "colour", field: "no colon", owner: 7, q: "x".repeat(201) })).toEqual({ owner: "7" });
});

test("what an address says is asked of the server, and counted without the order", () => {
  const query = queryOf({ tag: "vip", field: "city:Hua Hin", sort: "name" });
  expect(String(asked(query))).toBe("tag=vip&field=city%3AHua+Hin&sort=name");
  expect(String(asked(query, { filters: true }))).toBe("tag=vip&field=city%3AHua+Hin");
  expect([isNarrow(query), isNarrow({ sort: "name" })]).toEqual([true, false]);
});

test("a column's head turns the order round", () => {
  expect(turned("-updated", "name")).toBe("name");
  expect(turned("name", "name")).toBe("-name");
  expect(turned("-created", "created")).toBe("created");
});
