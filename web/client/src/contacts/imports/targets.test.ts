import { expect, test } from "vitest";

import { isSame, mapped, reaches } from "./targets";

test("what only one column can mean is taken from the other", () => {
  expect(mapped({ A: "name", B: null, C: "phone" }, "B", "name")).toEqual({ A: null, B: "name", C: "phone" });
  expect(mapped({ A: "phone", B: null }, "B", "phone")).toEqual({ A: "phone", B: "phone" });
  expect([reaches({ A: "name" }), reaches({ A: "email" })]).toEqual([false, true]);
  expect([isSame({ A: null }, {}), isSame({ A: "name" }, {})]).toEqual([true, false]);
});
