import { expect, test } from "vitest";

import { typedNumber } from "./typed";

test.each([
  ["1,234.50", "1234.50"],
  ["1234", "1234"],
  ["12,345,678", "12345678"],
  ["12,5", "12.5"],
  ["1 234.5", "1234.5"],
  ["1'234", "1234"],
  [".5", "0.5"],
  ["5.", "5"],
  ["007", "7"],
  ["๑๒.๕", "12.5"],
  ["１２", "12"],
  ["١٢٣", "123"],
  ["១២", "12"],
])("%s is %s", (typed, number) => expect(typedNumber(typed, 4)).toBe(number));

test.each(["", "abc", "-1", "1.2.3", "1,23,4", "1.23456", "1e3", "1234567890123", "."])("%s is no number", (typed) => expect(typedNumber(typed, 4)).toBeNull());

test("zeros at the end are not decimal places too many", () => expect(typedNumber("1.50000", 4)).toBe("1.5000"));
