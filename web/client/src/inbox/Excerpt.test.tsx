import { render } from "@testing-library/react";
import { expect, it } from "vitest";

import { Excerpt } from "./Excerpt";

const shown = (text: string, sought: string) => render(<Excerpt text={text} sought={sought} />).container;

it("marks what was sought, whatever its case", () => {
  expect(shown("Our Quartet is free", "quartet").querySelector("mark")?.textContent).toBe("Quartet");
});

it("begins near what was sought in a long text", () => {
  expect(shown(`${"word ".repeat(60)}quartet`, "quartet").textContent).toMatch(/^….{20,30}quartet$/);
});

it("shows the beginning when the words stand elsewhere", () => {
  expect(shown("Hello", "quartet").textContent).toBe("Hello");
});
