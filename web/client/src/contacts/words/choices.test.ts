import { expect, test } from "vitest";

import { choicesGiven } from "./choices";

test("renamed choices are told as such, empty ones are none, twins are one", () => {
  const given = choicesGiven([
    { was: "S", now: "Small " },
    { was: "M", now: "M" },
    { was: "Medium", now: "M" },
    { was: null, now: "L" },
    { was: null, now: " " },
  ]);
  expect(given).toEqual({ choices: ["Small", "M", "L"], renamed: { S: "Small", Medium: "M" } });
});
