import { expect, it } from "vitest";

import { asPhone } from "./phone";

it("takes a number however it is written", () => {
  expect(asPhone("+66 81 234-5678")).toBe("+66812345678");
  expect(asPhone("(081) 234 5678")).toBe("0812345678");
});

it("does not take a name or a part of a number", () => {
  expect(asPhone("Somchai")).toBeNull();
  expect(asPhone("081 23")).toBeNull();
  expect(asPhone("1234567890123456")).toBeNull();
});
