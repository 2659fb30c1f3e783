import { expect, test } from "vitest";

import { filled, inserted, unknown } from "./placeholders";

test("places are filled with examples, fields of contacts by their name, others stay", () => {
  const text = "Hi {{ contact.first_name }} of {{contact.city}}, {{nobody}}";
  expect(filled(text, { "contact.first_name": "Pim" })).toBe("Hi Pim of (city), {{nobody}}");
  expect(unknown(text)).toEqual(["nobody"]);
  expect(unknown("{{}} {{contact.City!}}")).toEqual(["", "contact.City!"]);
});

test("a place is put where the cursor stands", () => {
  expect(inserted("Hi !", 3, "company")).toEqual({ text: "Hi {{company}}!", at: 14 });
});
