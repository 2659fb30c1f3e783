import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";

import { ProblemError } from "../http/problem";
import { sayBy } from "./said";
import { useSaid } from "./useSaid";

afterEach(() => sayBy(null));

const thai = (sentence: string): string => (sentence === "Shorten it." ? "โปรดทำให้สั้นลง" : sentence);

function Reason() {
  return <p>{useSaid()("Shorten it.")}</p>;
}

test("what stands there already is said anew when the words come, and when they go", () => {
  render(<Reason />);
  expect(screen.getByText("Shorten it.")).toBeTruthy();
  act(() => sayBy(thai));
  expect(screen.getByText("โปรดทำให้สั้นลง")).toBeTruthy();
  act(() => sayBy(null));
  expect(screen.getByText("Shorten it.")).toBeTruthy();
});

test("a refusal is told in the reader's language, and kept as the server wrote it", () => {
  const refused = new ProblemError({ code: "invalid", message: "Shorten it.", field: null, retry_after: null });
  sayBy(thai);
  expect(refused.message).toBe("โปรดทำให้สั้นลง");
  expect(refused.sentence).toBe("Shorten it.");
});
