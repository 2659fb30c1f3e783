import { expect, test } from "vitest";

import { figure, money, number } from "./format";

test("money is shown in the reader's figures with its currency's places", () => {
  expect(money({ amount: "2377.65", currency: "THB" }, "en")).toBe("฿2,377.65");
  expect(money({ amount: "123450", currency: "JPY" }, "en")).toBe("¥123,450");
  expect(money({ amount: "1.234", currency: "KWD" }, "en")).toMatch(/^KWD\s1\.234$/);
  expect(figure({ amount: "1234.50", currency: "THB" }, "de")).toBe("1.234,50");
  expect(number("12.5000", "en")).toBe("12.5");
});

test("a sign that several currencies share says which", () => {
  expect(money({ amount: "1.00", currency: "SGD" }, "en")).toMatch(/^SGD\s1\.00$/);
  expect(money({ amount: "1.00", currency: "CAD" }, "en")).toBe("CA$1.00");
});

test("no amount is too large to be exact", () => {
  expect(money({ amount: "9007199254740993.01", currency: "THB" }, "en")).toBe("฿9,007,199,254,740,993.01");
});
