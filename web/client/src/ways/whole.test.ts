import { expect, test } from "vitest";

import { item, message } from "../conversation/cast.fixture";
import { merged, together } from "./whole";

const order = (place: number) => String(place).padStart(29, "0");
const said = (id: string, place: number, more = {}) => message({ id, order: order(place), ...more });

test("all channels stand in one order, with what is held and on its way here", () => {
  const read = [said("line", 2, { conversation: "v2" }), said("here", 1)];
  const here = [item(said("here", 1, { version: 2, text: "edited" })), item(said("new", 3))];
  expect(together(read, here, null).map(({ message: { id, text } }) => [id, text])).toEqual([["here", "edited"], ["line", "Good evening"], ["new", "Good evening"]]);
});

test("what lies before the last page that was read waits for its page", () => {
  const here = [item(said("old", 1)), item(said("new", 5))];
  expect(together([said("line", 4)], here, order(4)).map(({ message: { id } }) => id)).toEqual(["line", "new"]);
});

test("an older version never replaces a newer one, and what is gone is gone", () => {
  const held = new Map([["a", said("a", 1, { version: 3 })]]);
  expect([...merged(held, [said("a", 1, { version: 2 }), said("b", 2)], ["b"]).values()].map(({ id, version }) => [id, version])).toEqual([["a", 3]]);
});
