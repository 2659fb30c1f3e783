import { expect, test } from "vitest";

import { figure, wholeNumber } from "./numbers";

test("the example of a number is the one the server would give", () => {
  expect(figure("Q-{year}-{number:4}", 2026, 1)).toBe("Q-2026-0001");
  expect(figure("{number}/{year}", 2026, 12)).toBe("12/2026");
});

test("whole numbers stay within their bounds, in whatever figures", () => {
  expect([wholeNumber("", 1, 60), wholeNumber("0", 1, 60), wholeNumber("400", 1, 60), wholeNumber("7", 1, 60)]).toEqual([null, 1, 60, 7]);
});
