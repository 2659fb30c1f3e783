import { expect, test } from "vitest";

import { fieldsIn, inserted, placesIn } from "./wayPlaces";

test("each place once, without the link that says no", () => {
  expect(placesIn("Hi {{first_name}}, {{ 1 }} for {{first_name}}. {{unsubscribe}}")).toEqual(["first_name", "1"]);
});

test("fields of the contact may say nothing, places of the template do not", () => {
  expect(fieldsIn("{{name}} {{1}} {{fields.points}} {{nobody}}")).toEqual(["name", "fields.points"]);
});

test("a place goes where the cursor stands, instead of what is marked", () => {
  expect(inserted("Hi you!", "name", 3, 6)).toEqual({ words: "Hi {{name}}!", cursor: 11 });
});
