import { expect, test } from "vitest";

import { differences } from "./difference";

test("what became otherwise is told leaf by leaf, without what changes with everything", () => {
  const before = { name: "Sales", version: 1, hours: { monday: ["09:00"] }, members: ["a"] };
  const after = { name: "Sales", version: 2, hours: { monday: ["10:00"] }, members: ["a", "b"] };
  expect(differences(before, after)).toEqual([
    { at: "hours.monday", before: "09:00", after: "10:00" },
    { at: "members", before: "a", after: "a, b" },
  ]);
});

test("of what was added everything is told, of a plain value that there is one", () => {
  expect(differences(null, { name: "Mali", role: "agent" })).toEqual([
    { at: "name", before: null, after: "Mali" },
    { at: "role", before: null, after: "agent" },
  ]);
  expect(differences(false, true)).toEqual([{ at: "", before: "false", after: "true" }]);
  expect(differences("x", null)).toEqual([{ at: "", before: "x", after: null }]);
});
