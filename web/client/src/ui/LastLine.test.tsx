import { expect, it } from "vitest";

import type { LastMessage } from "../protocol";
import { DANA, last, OMAR } from "../testing/cast";
import { render } from "../testing/render";
import { LastLine } from "./LastLine";

const line = (given: Partial<LastMessage>) => render(<LastLine message={last(given)} me={DANA.id} />).container.lastElementChild;
const by = ({ id, name }: typeof DANA): Partial<LastMessage> => ({ direction: "out", status: "read", author: { kind: "user", id, name } });

it("says whose words they are when they are ours", () => {
  expect(line({})?.textContent).toBe("Hello");
  expect(line(by(DANA))?.textContent).toBe("You: Hello");
  expect(line(by(OMAR))?.textContent).toBe("Omar: Hello");
});

it("lets what nobody typed speak for itself", () => {
  expect(line({ direction: "out", author: { kind: "phone_app", id: null, name: null } })?.textContent).toBe("Hello");
});

it("names what has no words, with its length", () => {
  expect(line({ kind: "voice", excerpt: "" })?.textContent).toBe("Voice message");
  expect(line({ kind: "voice", excerpt: "", duration: 24.2 })?.textContent).toBe("Voice message · 0:24");
});

it("says that a message was taken back, not what it said", () => {
  expect(line({ kind: "image", excerpt: "", taken_back: true })?.textContent).toBe("Message taken back");
});

it("marks a send that failed", () => {
  expect(line({ direction: "out", status: "failed" })?.hasAttribute("data-failed")).toBe(true);
});
