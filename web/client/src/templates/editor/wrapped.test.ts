import { expect, test } from "vitest";

import { wrapped } from "./wrapped";

test("a mark goes around what is chosen, without the spaces at its edges", () => {
  expect(wrapped("say hello now", 3, 10, "*", "*")).toEqual({ text: "say *hello* now", cursor: 11 });
  expect(wrapped("ab", 1, 1, "*", "*")).toEqual({ text: "a**b", cursor: 2 });
  expect(wrapped("Hi !", 3, 3, "{{1}}", "")).toEqual({ text: "Hi {{1}}!", cursor: 8 });
});
