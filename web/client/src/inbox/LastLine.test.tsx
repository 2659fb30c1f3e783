import { expect, it } from "vitest";

import type { LastMessage } from "../protocol";
import { render } from "../testing/render";
import { LastLine } from "./LastLine";

const line = (given: Partial<LastMessage>) => {
  const message: LastMessage = { id: "m1", kind: "text", direction: "in", excerpt: "Hello", status: "received", at: "2026-11-22T08:00:00.000Z", ...given };
  return render(<LastLine message={message} />).container.lastElementChild;
};

it("says whose words they are when they are ours", () => {
  expect(line({})?.textContent).toBe("Hello");
  expect(line({ direction: "out", status: "read" })?.textContent).toBe("You: Hello");
});

it("names what has no words", () => {
  expect(line({ kind: "voice", excerpt: "" })?.textContent).toBe("Voice message");
});

it("marks a send that failed", () => {
  expect(line({ direction: "out", status: "failed" })?.hasAttribute("data-failed")).toBe(true);
});
