import { screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { render } from "../testing/render";
import { Ticks } from "./Ticks";

it.each([
  ["queued", "Waits to be sent"],
  ["sending", "Being sent"],
  ["accepted", "Handed over"],
  ["sent", "Sent"],
  ["delivered", "Delivered"],
  ["read", "Read"],
  ["played", "Played"],
  ["failed", "Not sent"],
  ["unknown", "Perhaps sent"],
] as const)("says what %s means", (status, words) => {
  render(<Ticks status={status} />);
  expect(screen.getByRole("img", { name: words })).toBeDefined();
});

it("draws nothing beside what came in", () => {
  render(<Ticks status="received" />);
  expect(screen.queryByRole("img")).toBeNull();
});

it("draws one tick for what was sent and two for what arrived", () => {
  const strokes = (status: "sent" | "delivered") => {
    const { container, unmount } = render(<Ticks status={status} />);
    const drawn = container.querySelector("path")?.getAttribute("d")?.match(/M/g)?.length;
    unmount();
    return drawn;
  };
  expect([strokes("sent"), strokes("delivered")]).toEqual([1, 2]);
});
