import { expect, test } from "vitest";

import { readTyped } from "./FieldInput";

test("a value is read as its kind wants it, and nothing clears it", () => {
  expect(readTyped("number", " 1,250.5 ")).toBe(1250.5);
  expect(readTyped("number", "twelve")).toBeUndefined();
  expect(readTyped("yes_no", "false")).toBe(false);
  expect(readTyped("date", "2026-11-22")).toBe("2026-11-22");
  expect([readTyped("text", "  "), readTyped("number", "")]).toEqual([null, null]);
});
