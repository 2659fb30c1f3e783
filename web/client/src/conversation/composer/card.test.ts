import { expect, it } from "vitest";

import { contact } from "../../testing/cast";
import { cardOf, filledFrom, UNFILLED } from "./card";

it("is filled from somebody known", () => {
  const pim = contact({ company: "Srisai", identities: [{ id: "identity-pim", kind: "phone", value: "66812345678", display: "+66 81 234 5678", channel: null, primary: true }] });
  expect(cardOf(filledFrom(pim))).toEqual({ name: "Pim", organization: "Srisai", phones: [{ number: "+66 81 234 5678" }] });
});

it("needs a name and a way to reach whom it names", () => {
  expect(cardOf({ ...UNFILLED, name: " Pim " })).toBeNull();
  expect(cardOf({ ...UNFILLED, phone: "+66 81 234 5678" })).toBeNull();
  expect(cardOf({ ...UNFILLED, name: " Pim ", email: "pim@example.com" })).toEqual({ name: "Pim", emails: [{ address: "pim@example.com" }] });
});
