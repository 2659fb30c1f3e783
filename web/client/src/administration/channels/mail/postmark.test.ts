import { expect, test } from "vitest";

import { addressWith, newPassword } from "./postmark";

test("a password is long, made of plain letters, and another each time", () => {
  const [first, second] = [newPassword(), newPassword()];
  expect(first).toMatch(/^[A-Za-z2-9]{32}$/);
  expect(first).not.toBe(second);
});

test("bytes beyond the letters are thrown away, so that no letter comes oftener", () => {
  let asked = 0;
  const random = (bytes: Uint8Array): Uint8Array => bytes.fill(asked++ === 0 ? 255 : 1);
  expect(newPassword(random)).toBe("b".repeat(32));
});

test("the password stands in the address Postmark calls", () => {
  expect(addressWith("https://inbox.example/api/v1/webhooks/mail/postmark/1", "pa/ss")).toBe("https://bma:pa%2Fss@inbox.example/api/v1/webhooks/mail/postmark/1");
});
