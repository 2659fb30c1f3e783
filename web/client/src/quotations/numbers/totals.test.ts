import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Discount, Item, Prices, Rounding, Tax, Totals } from "../../protocol";
import { CURRENCIES, placesOf } from "./currencies";
import { scaled, sum } from "./decimal";
import { totalsOf } from "./totals";

interface Vector {
  name: string;
  asked: { currency: string; prices: Prices; rounding: Rounding; items: Item[]; discount: Discount | null };
  totals: Totals;
}

// what the server computes, and checks against exact fractions
const VECTORS = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../../../../tests/vectors/money.json"), "utf8")) as Vector[];

describe("the same numbers as the server's", () => {
  it.each(VECTORS.map((vector) => [vector.name, vector] as const))("%s", (_, { asked, totals }) => {
    expect(totalsOf(asked.items, asked)).toEqual({ totals, wrong: [] });
  });

  it("there is something to compare", () => expect(VECTORS.length).toBeGreaterThan(20));
});

const digits = (most: number) => fc.integer({ min: 0, max: most }).map((number) => `${Math.floor(number / 10_000)}.${String(number % 10_000).padStart(4, "0")}`);
const percent = digits(1_000_000);
const tax = fc.option(fc.record<Tax>({ name: fc.constantFrom("VAT", "WHT"), rate: percent }), { nil: null });
const discount = fc.option(percent.map((value): Discount => ({ percent: value, amount: null })), { nil: null });
const item = fc.record<Item>({
  description: fc.constant("thing"),
  quantity: digits(90_000_000).map((text) => (/^[0.]*$/.test(text) ? "1" : text)),
  unit: fc.constant(""),
  unit_price: digits(2_000_000_000),
  discount,
  tax,
  withholding: tax,
  section: fc.constantFrom("", "A", "B"),
  optional: fc.boolean(),
  chosen: fc.boolean(),
  price: fc.constant(null),
});
const priced = fc.record({
  currency: fc.constantFrom("JPY", "THB", "KWD", "CLF"),
  prices: fc.constantFrom<Prices>("exclusive", "inclusive"),
  rounding: fc.constantFrom<Rounding>("line", "document"),
  discount,
});

it("everything that is shown adds up to the last minor unit", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 6 }), priced, (items, of) => {
      const { totals } = totalsOf(items, of);
      const units = ({ amount }: { amount: string }): bigint => scaled(amount, placesOf(of.currency)) ?? -1n;
      const counted = totals.items.filter((line) => line.counted);
      expect(sum(counted.map(({ total }) => units(total)))).toBe(units(totals.total));
      expect(units(totals.net) + units(totals.tax_total)).toBe(units(totals.total));
      expect(sum(totals.taxes.map(({ amount }) => units(amount)))).toBe(units(totals.tax_total));
      expect(units(totals.subtotal) - units(totals.discount_total)).toBe(units(of.prices === "inclusive" ? totals.total : totals.net));
      expect(units(totals.total) - units(totals.withheld)).toBe(units(totals.payable));
    }),
    { numRuns: 150 },
  );
});

describe("what the server would refuse is told, and the rest is computed", () => {
  const thing = (given: Partial<Item>): Item => ({ description: "thing", quantity: "1", unit: "", unit_price: "100", discount: null, tax: null, withholding: null, section: "", optional: false, chosen: false, price: null, ...given });
  const THB = { currency: "THB", prices: "exclusive", rounding: "line", discount: null } as const;

  it.each([
    ["no quantity", thing({ quantity: "0" }), { field: "items[0].quantity", fault: "quantity" }, "0.00"],
    ["a discount larger than the line", thing({ discount: { percent: null, amount: "100.01" } }), { field: "items[0].discount.amount", fault: "discount" }, "100.00"],
    ["a discount with more places than the currency", thing({ discount: { percent: null, amount: "0.001" } }), { field: "items[0].discount.amount", fault: "places" }, "100.00"],
    ["both kinds of discount", thing({ discount: { percent: "1", amount: "1" } }), { field: "items[0].discount", fault: "both" }, "100.00"],
    ["more than an amount holds", thing({ quantity: "999999999", unit_price: "999999999999" }), { field: "items[0]", fault: "too_much" }, "999999998999000000001.00"],
  ])("%s", (_, line, fault, total) => {
    const { totals, wrong } = totalsOf([line], THB);
    expect(wrong).toContainEqual(fault);
    expect(totals.total.amount).toBe(total);
  });
});

it("knows the currencies the server knows, with their places", () => {
  const listed = readFileSync(resolve(import.meta.dirname, "../../../../../hub/money.py"), "utf8").split(/_NONE =|MINOR_UNITS/)[1];
  expect(CURRENCIES).toEqual([...new Set(listed?.match(/\b[A-Z]{3}\b/g))].sort());
  expect(["JPY", "THB", "KWD", "CLF"].map(placesOf)).toEqual([0, 2, 3, 4]);
});
