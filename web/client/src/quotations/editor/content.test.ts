import { expect, test } from "vitest";

import { item, quotation } from "../quotation.fixture";
import { contentOf } from "./content";
import { formOf, newItem, newSection, rowsOf } from "./form";
import { fieldsOf, merge } from "./fields";
import { duplicated, itemAfter, moved, without } from "./rows";

const form = formOf(quotation());

test("what the server told comes back as it was", () => {
  const items = [item({ section: "Sound", discount: { percent: "10", amount: null } }), item({ section: "Light", withholding: { name: "WHT", rate: "3" }, optional: true, chosen: true }), item({ section: "" })];
  expect(contentOf({ ...form, rows: rowsOf(items) }).items).toEqual(items);
});

test("empty lines are left out, incomplete ones too and told", () => {
  const rows = [newItem(), newItem({ key: "priced", unitPrice: "5" }), newItem({ key: "unpriced", description: "Thing" }), newItem({ key: "none", description: "Thing", unitPrice: "1", quantity: "0" }), newItem({ key: "whole", description: "Thing", unitPrice: "1,000" })];
  const { items, keys, missing } = contentOf({ ...form, rows });
  expect(items.map(({ unit_price }) => unit_price)).toEqual(["1000"]);
  expect(keys).toEqual(["whole"]);
  expect([...missing]).toEqual([
    ["priced", "description"],
    ["unpriced", "price"],
    ["none", "quantity"],
  ]);
});

test.each([
  [{ kind: "percent", value: "10 %" }, { percent: "10", amount: null }],
  [{ kind: "amount", value: "1,000" }, { percent: null, amount: "1000" }],
  [{ kind: "percent", value: "0" }, null],
] as const)("a discount of %o", (discount, given) => {
  expect(contentOf({ ...form, discount }).fields.discount).toEqual(given);
});

test.each([
  { kind: "percent", value: "101" },
  { kind: "amount", value: "0.001" },
  { kind: "amount", value: "-5" },
] as const)("%o is no discount", (discount) => expect(contentOf({ ...form, discount }).discountWrong).toBe(true));

test("headings stand over the lines below them", () => {
  const rows = [newSection("Sound"), newItem({ description: "A", unitPrice: "1" }), newSection("Light"), newItem({ description: "B", unitPrice: "1" })];
  expect(contentOf({ ...form, rows }).items.map(({ section }) => section)).toEqual(["Sound", "Light"]);
});

test("lines are moved, doubled and taken out", () => {
  const rows = ["a", "b", "c"].map((key) => newItem({ key, description: key }));
  const names = (found: readonly { key: string }[]) => found.map(({ key }) => key).join("");
  expect(names(moved(rows, "a", "c"))).toBe("bca");
  expect(names(moved(rows, "c", "a"))).toBe("cab");
  expect(names(without(rows, "b"))).toBe("ac");
  expect(duplicated(rows, "b").map((row) => row.kind === "item" && row.description)).toEqual(["a", "b", "b", "c"]);
  expect(new Set(duplicated(rows, "b").map(({ key }) => key)).size).toBe(4);
});

test("a new line is taxed as the one before", () => {
  const tax = { name: "VAT", rate: "7" };
  expect(itemAfter([newItem({ tax }), newSection("Light")], {}).tax).toEqual(tax);
});

test("what two changed is parted into what fits together and what does not", () => {
  const [base, mine, theirs] = [quotation(), quotation({ title: "Mine", notes: "Alike" }), quotation({ title: "Theirs", notes: "Alike", terms: "New" })].map(fieldsOf);
  expect(merge(base!, mine!, theirs!)).toEqual({ theirs: ["terms"], both: ["title"] });
});
