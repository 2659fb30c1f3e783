import { expect, it } from "vitest";

import { pointOf } from "./place";

const HERE = { latitude: 13.7563, longitude: 100.5018 };

it.each([
  "13.7563, 100.5018",
  " (13.7563 100.5018) ",
  "https://www.google.com/maps/place/Wat/@13.70,100.40,17z/data=!3m1!3d13.7563!4d100.5018",
  "https://www.google.com/maps/@13.7563,100.5018,17z",
  "https://maps.google.com/?q=13.7563%2C100.5018",
  "https://maps.apple.com/?ll=13.7563,100.5018",
  "https://www.openstreetmap.org/#map=17/13.7563/100.5018",
  "https://www.openstreetmap.org/?mlat=13.7563&mlon=100.5018#map=12/13.7/100.4",
  "geo:13.7563,100.5018",
])("finds the place in %s", (pasted) => {
  expect(pointOf(pasted)).toEqual(HERE);
});

it.each(["", "by the river", "https://maps.app.goo.gl/abc", "91.5, 100.5", "13.7, 181"])("finds none in %s", (pasted) => {
  expect(pointOf(pasted)).toBeNull();
});
