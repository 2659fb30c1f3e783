import { expect, test } from "vitest";

import type { Field } from "../../protocol";
import { expressionOf, isWhole, type Knot, replaced } from "./tree";

const AGE: Field = { id: "f1", version: 1, key: "age", name: "Age", kind: "number", choices: [], position: 0 };

test("the filters of a list become a segment", () => {
  expect(expressionOf({ q: "lek" }, "dana", [])).toBeNull();
  expect(expressionOf({ owner: "me" }, "dana", [])).toEqual({ type: "owner", user: "dana" });
  expect(expressionOf({ tag: "vip", field: "age:40", consent: "whatsapp:no" }, "dana", [AGE])).toEqual({
    type: "all",
    of: [
      { type: "tag", name: "vip" },
      { type: "consent", channel: "whatsapp", state: "no" },
      { type: "field", field: "age", test: "is", value: 40 },
    ],
  });
});

test("what is not filled in is not asked for", () => {
  expect(isWhole({ type: "all", of: [] })).toBe(false);
  expect(isWhole({ type: "any", of: [{ type: "tag", name: " " }] })).toBe(false);
  expect(isWhole({ type: "field", field: "age", test: "at_least", value: null })).toBe(false);
  expect(isWhole({ type: "field", field: "age", test: "is_set", value: null })).toBe(true);
});

test("a part of a tree is replaced or taken out, and an empty knot with it", () => {
  const tree: Knot = { type: "all", of: [{ type: "tag", name: "a" }, { type: "none", of: [{ type: "tag", name: "b" }] }] };
  expect(replaced(tree, [1, 0], { type: "tag", name: "c" })).toEqual({ type: "all", of: [{ type: "tag", name: "a" }, { type: "none", of: [{ type: "tag", name: "c" }] }] });
  expect(replaced(tree, [1, 0], null)).toEqual({ type: "all", of: [{ type: "tag", name: "a" }] });
});
