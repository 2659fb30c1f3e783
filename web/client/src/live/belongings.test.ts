import { afterEach, expect, test } from "vitest";
import { forgetAll, keep, kept } from "./belongings";

afterEach(() => sessionStorage.clear());

test("what Dana began is not Omar's", () => {
  keep("dana", "draft/c1", { text: "Dear" });
  expect(kept("dana", "draft/c1")).toEqual({ text: "Dear" });
  expect(kept("omar", "draft/c1")).toBeNull();
});

test("leaving forgets what was begun and nothing else", () => {
  keep("dana", "draft/c1", { text: "Dear" });
  sessionStorage.setItem("other", "stays");
  forgetAll();
  expect([kept("dana", "draft/c1"), sessionStorage.getItem("other")]).toEqual([null, "stays"]);
});

test("what cannot be read is nothing", () => {
  keep("dana", "draft/c1", { text: "Dear" });
  sessionStorage.setItem(sessionStorage.key(0) ?? "", "{");
  expect(kept("dana", "draft/c1")).toBeNull();
});
