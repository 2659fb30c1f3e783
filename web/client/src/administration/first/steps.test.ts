import { expect, test } from "vitest";

import { steps } from "./steps";

const EMPTY = { company: "", channels: [], users: [{ active: true }], templates: [] };
const done = (known: Parameters<typeof steps>[0]) => steps(known).filter((step) => step.done).map(({ name }) => name);

test("a new office has nothing, though somebody is in it already", () => {
  expect(done(EMPTY)).toEqual([]);
});

test("only what really is there counts", () => {
  expect(done({ ...EMPTY, channels: [{ state: "unconfigured" }], users: [{ active: true }, { active: false }], templates: [{ status: "REJECTED" }] })).toEqual([]);
  expect(done({ company: "Siam Sound", channels: [{ state: "active" }], users: [{ active: true }, { active: true }], templates: [{ status: "APPROVED" }] })).toEqual([
    "company",
    "channel",
    "people",
    "template",
  ]);
});
