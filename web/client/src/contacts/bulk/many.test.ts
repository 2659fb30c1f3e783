import { expect, test } from "vitest";

import type { BulkAnswer, Contact } from "../../protocol";
import { contact } from "../../testing/cast";
import { doMany, everybody, undoMany } from "./many";
import { EVERYBODY, toggled } from "./selection";

const never = new AbortController().signal;

function server() {
  const sent: Record<string, unknown>[] = [];
  const send = async (given: Record<string, unknown>): Promise<BulkAnswer> => {
    sent.push(given);
    const results = (given.ids as string[]).map((id) => ({ id, done: id !== "gone", code: null, message: id === "gone" ? "There is no such contact." : null }));
    return { done: results.filter((each) => each.done).length, refused: 0, more: false, results };
  };
  return { sent, send };
}

const people = (count: number): Contact[] => Array.from({ length: count }, (_, n) => contact({ id: `p${n}` }));

test("many are done in portions, and undone for those alone whom it changed", async () => {
  const { sent, send } = server();
  const some = [contact({ id: "had", tags: ["VIP"] }), contact({ id: "gone" }), ...people(250)];
  const outcome = await doMany(some, { action: "tag", tags: ["vip"] }, send, () => undefined, never);
  expect(sent.map(({ ids }) => (ids as string[]).length)).toEqual([200, 52]);
  expect([outcome.done, outcome.refused]).toEqual([251, [{ id: "gone", message: "There is no such contact." }]]);
  expect(outcome.undo.flatMap(({ ids }) => ids)).toHaveLength(250);
  await undoMany(outcome.undo, send, () => undefined);
  expect(sent.at(-1)).toMatchObject({ action: "untag", tags: ["vip"] });
});

test("an owner is given back as each had one", async () => {
  const { send } = server();
  const some = [contact({ id: "a", owner: "omar" }), contact({ id: "b" }), contact({ id: "c", owner: "dana" })];
  const { undo } = await doMany(some, { action: "owner", owner: "dana" }, send, () => undefined, never);
  expect(undo).toEqual([
    { act: { action: "owner", owner: "omar" }, ids: ["a"] },
    { act: { action: "owner", owner: null }, ids: ["b"] },
  ]);
});

test("a whole list is everybody on all its pages, but for those left out", async () => {
  const pages: Record<string, { items: Contact[]; next: string | null }> = { "": { items: people(2), next: "x" }, x: { items: [contact({ id: "last" })], next: null } };
  const found = await everybody(toggled(EVERYBODY, contact({ id: "p1" })), async (after) => pages[after ?? ""]!, () => undefined, never);
  expect(found.map(({ id }) => id)).toEqual(["p0", "last"]);
});
