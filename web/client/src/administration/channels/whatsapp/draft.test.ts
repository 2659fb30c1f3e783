import { expect, test } from "vitest";

import { EMPTY, faultsOf, randomToken, trimmed } from "./draft";

const WHOLE = { name: "Sales", address: "106540352242922", business: "102290129340398", access_token: "EAAG", app_secret: "abc", verify_token: "x" };

test("everything is needed", () => {
  expect(Object.keys(faultsOf(EMPTY)).sort()).toEqual(Object.keys(WHOLE).sort());
  expect(faultsOf(WHOLE)).toEqual({});
});

test("a telephone number in the place of Meta's id is told apart from a slip", () => {
  expect(faultsOf({ ...WHOLE, address: "+66 81 234 5678" }).address).toBe("phone");
  expect(faultsOf({ ...WHOLE, address: "0812345678" }).address).toBe("phone");
  expect(faultsOf({ ...WHOLE, business: "my shop" }).business).toBe("digits");
});

test("spaces that came along when it was copied are taken off, those within are told", () => {
  expect(trimmed({ ...WHOLE, access_token: " EAAG\n" }).access_token).toBe("EAAG");
  expect(faultsOf({ ...WHOLE, access_token: "EAAG xyz" }).access_token).toBe("spaces");
});

test("a verify token is long and never the same", () => {
  expect(randomToken()).toMatch(/^[0-9a-f]{48}$/);
  expect(randomToken()).not.toBe(randomToken());
});
