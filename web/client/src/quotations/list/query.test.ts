import { expect, test } from "vitest";

import { asked, queryOf } from "./query";

test("an address says what is listed, and what it cannot mean is dropped", () => {
  expect(queryOf({ state: "sent", currency: "THB", min: 1000, from: "2026-11-01", sort: "total", other: 1 })).toEqual({
    state: "sent",
    currency: "THB",
    min: "1000",
    from: "2026-11-01",
    sort: "total",
  });
  expect(queryOf({ state: "lost", currency: "baht", min: "-1", from: "yesterday", q: "" })).toEqual({});
});

test("amounts are asked for in a currency, or not at all", () => {
  expect(String(asked({ state: "sent", min: "1000", sort: "-total" }))).toBe("sort=-total&state=sent");
  expect(String(asked({ currency: "THB", min: "1000", from: "2026-11-01" }))).toBe("currency=THB&since=2026-11-01&least=1000");
});
