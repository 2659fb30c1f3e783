import { expect, test } from "vitest";

import type { Template } from "../../protocol";
import { formOf } from "./form";
import { changesOf, freedomOf } from "./saving";
import { at, generalOf, ofButton } from "./violations";

const held = {
  id: "t",
  version: 1,
  channel: "sales",
  name: "order",
  language: "en",
  category: "UTILITY",
  status: "APPROVED",
  state: "kept",
  parameter_format: "positional",
  components: [{ type: "BODY", text: "Hi {{1}}.", example: { body_text: [["Lek"]] } }],
  bindings: {},
  sample: null,
  draft: null,
} as unknown as Template;

test("only what differs is sent, and bindings alone need no review", () => {
  const form = formOf(held);
  expect(changesOf(held, form)).toEqual({ given: {}, review: false, any: false });
  const bound = changesOf(held, { ...form, bindings: { "body.1": { source: "contact.name", value: null, fallback: "there" } } });
  expect([Object.keys(bound.given), bound.review]).toEqual([["bindings"], false]);
  expect(changesOf(held, { ...form, body: "Hello {{1}}." })).toMatchObject({ review: true, any: true });
});

test("a refused draft can be submitted again as it is", () => {
  const refused = { ...held, status: "DRAFT", state: "failed" } as Template;
  expect(changesOf(refused, formOf(refused))).toMatchObject({ review: true, any: true });
});

test("what may be changed depends on where it stands", () => {
  expect(freedomOf(held, true)).toEqual({ identity: false, category: false, content: true, bindings: true });
  expect(freedomOf({ ...held, status: "PENDING" }, true)).toMatchObject({ content: false, bindings: true });
  expect(freedomOf({ ...held, status: "REJECTED" }, true)).toMatchObject({ identity: false, category: true, content: true });
  expect(freedomOf(held, false)).toMatchObject({ content: false, bindings: false });
});

test("a broken rule is told at its place", () => {
  const found = ["buttons.1.url", "buttons", "body.text", "carousel"].map((field) => ({ field, message: field, level: "error" as const }));
  expect(ofButton(found, 1).map(({ field }) => field)).toEqual(["buttons.1.url"]);
  expect(at(found, "body.text")).toHaveLength(1);
  expect(generalOf(found).map(({ field }) => field)).toEqual(["carousel"]);
});
