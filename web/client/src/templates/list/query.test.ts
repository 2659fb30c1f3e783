import { expect, test } from "vitest";

import type { Template } from "../../protocol";
import { listed, queryOf } from "./query";

const of = (name: string, part: Partial<Template> = {}): Template => ({ id: name, name, language: "en", channel: "sales", status: "APPROVED", category: "UTILITY", components: [{ type: "BODY", text: `About ${name}` }], ...part }) as Template;

test("templates are found by name and text, narrowed and in order", () => {
  const all = [of("order_update"), of("hello", { language: "th" }), of("hello"), of("sale", { status: "REJECTED" })];
  expect(listed(all, {}).map(({ name, language }) => `${name} ${language}`)).toEqual(["hello en", "hello th", "order_update en", "sale en"]);
  expect(listed(all, { q: "order UPDATE" })).toHaveLength(1);
  expect(listed(all, { q: "about hello", language: "th" })).toHaveLength(1);
  expect(listed(all, { status: "REJECTED" }).map(({ name }) => name)).toEqual(["sale"]);
  expect(queryOf({ q: 3, status: "", language: "th" })).toEqual({ language: "th" });
});
