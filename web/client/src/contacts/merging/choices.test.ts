import { expect, test } from "vitest";

import type { Field } from "../../protocol";
import { contact } from "../../testing/cast";
import { differences } from "./choices";

const CITY: Field = { id: "f1", version: 1, key: "city", name: "City", kind: "text", choices: [], position: 0 };

test("only what both say, and say differently, has to be chosen", () => {
  const stays = contact({ id: "a", name: "Pim", company: "Tea", fields: { city: "Bangkok" } });
  const goes = contact({ id: "b", name: "Pimmy", company: null, owner: "dana", fields: { city: "Hua Hin" } });
  const found = differences(stays, goes, [CITY], { name: "Name", company: "Company", owner: "Owner" }, (_, value) => String(value));
  expect(found.map(({ key, stays, goes }) => [key, stays, goes])).toEqual([
    ["name", "Pim", "Pimmy"],
    ["fields.city", "Bangkok", "Hua Hin"],
  ]);
});
