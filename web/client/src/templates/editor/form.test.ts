import { expect, test } from "vitest";

import type { Template } from "../../protocol";
import { bindingsOf, blank, componentsOf, type Form, formOf, gapsOf, newButton, nextGap, placesOf } from "./form";

const form = (given: Partial<Form>): Form => ({ ...blank("sales", "en"), name: "order", ...given });

const template = (given: Partial<Template>): Template => ({
  id: "t1",
  version: 1,
  channel: "sales",
  name: "order",
  language: "en",
  category: "UTILITY",
  status: "APPROVED",
  quality: null,
  parameter_format: "positional",
  components: [],
  updated_at: "2026-11-22T08:00:00.000Z",
  state: "kept",
  error: null,
  reason: null,
  correct_category: null,
  bindings: {},
  sample: null,
  draft: null,
  ...given,
});

test("what is written becomes the provider's own form, and comes back the same", () => {
  const written = form({
    header: "text",
    headerText: "Order {{1}}",
    body: "Hello {{1}}, your order {{2}} is ready.",
    footer: "Tea Co",
    examples: { "header.1": "A1", "body.1": "Lek", "body.2": "A1" },
    buttons: [
      { ...newButton("url"), text: "Track", url: "https://tea.example/o/{{1}}", example: "A1" },
      { ...newButton("phone"), text: "Call", phone: "+6621234567" },
    ],
  });
  const components = componentsOf(written);
  expect(components).toEqual([
    { type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { header_text: ["A1"] } },
    { type: "BODY", text: "Hello {{1}}, your order {{2}} is ready.", example: { body_text: [["Lek", "A1"]] } },
    { type: "FOOTER", text: "Tea Co" },
    { type: "BUTTONS", buttons: [{ type: "URL", text: "Track", url: "https://tea.example/o/{{1}}", example: ["https://tea.example/o/A1"] }, { type: "PHONE_NUMBER", text: "Call", phone_number: "+6621234567" }] },
  ]);
  expect(componentsOf(formOf(template({ components })))).toEqual(components);
});

test("named places keep their examples by name", () => {
  const written = form({ format: "named", body: "Hello {{first_name}}!", examples: { "body.first_name": "Lek" } });
  const components = componentsOf(written);
  expect(components[0]).toMatchObject({ example: { body_text_named_params: [{ param_name: "first_name", example: "Lek" }] } });
  expect(formOf(template({ components, parameter_format: "named" })).examples).toEqual({ "body.first_name": "Lek" });
});

test("a code to sign in has WhatsApp's own words", () => {
  const components = componentsOf(form({ category: "AUTHENTICATION", minutes: 5 }));
  expect(components.map(({ type }) => type)).toEqual(["BODY", "FOOTER", "BUTTONS"]);
  expect(formOf(template({ category: "AUTHENTICATION", components }))).toMatchObject({ minutes: 5, warning: true });
});

test("places are found, numbered and bound only while they are there", () => {
  expect(gapsOf("{{2}} and {{1}} and {{ 2 }}")).toEqual(["1", "2"]);
  const written = form({ body: "Hi {{1}}.", bindings: { "body.1": { source: "contact.name", value: null, fallback: null }, "body.2": { source: "agent.name", value: null, fallback: null } } });
  expect(placesOf(written)).toEqual(["body.1"]);
  expect(Object.keys(bindingsOf(written))).toEqual(["body.1"]);
  expect([nextGap(written, written.body), nextGap(form({ format: "named" }), "")]).toEqual(["2", "name"]);
});

test("a change on its way is shown as it is to become", () => {
  const held = template({ components: [{ type: "BODY", text: "Before" }], draft: { components: [{ type: "BODY", text: "After" }] } });
  expect(formOf(held).body).toBe("After");
});
