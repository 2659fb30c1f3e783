import { beforeEach, expect, test, vi } from "vitest";

import { ProblemError } from "../../http/problem";
import type { Campaign } from "../../protocol";
import { campaign } from "../campaign.fixture";
import { Drafting, type DraftingParts, type Kept } from "./drafting";

beforeEach(() => void vi.useFakeTimers());

function server(kept: Kept | null = null) {
  let now = campaign();
  const parts = {
    change: vi.fn<DraftingParts["change"]>(async (fields) => (now = campaign({ ...now, ...fields, version: now.version + 1 }))),
    keep: vi.fn<DraftingParts["keep"]>(),
  };
  const outrun = (theirs: Partial<Campaign>): void => {
    parts.change.mockImplementationOnce(async () => {
      now = campaign({ ...now, ...theirs });
      throw new ProblemError({ code: "conflict", message: "changed", field: null, retry_after: null }, now);
    });
  };
  return { parts, outrun, drafting: new Drafting(parts, now, kept) };
}

const pass = (ms = 1_000) => vi.advanceTimersByTimeAsync(ms);
const TAGGED = { ...campaign().audience, tags: ["vip"] };

test("what is written is kept a moment later, and only what changed is sent", async () => {
  const { parts, drafting } = server();
  drafting.change({ name: "Spri" });
  drafting.change({ name: "Spring" });
  expect([drafting.now.saving, drafting.safe]).toEqual(["unsaved", false]);
  await pass();
  expect(parts.change.mock.calls).toEqual([[{ name: "Spring" }, 1]]);
  expect([drafting.now.saving, drafting.now.held.version]).toEqual(["saved", 2]);
});

test("what a colleague changed elsewhere is taken, and mine is saved onto theirs", async () => {
  const { parts, outrun, drafting } = server();
  outrun({ audience: TAGGED, version: 5 });
  drafting.change({ name: "Spring" });
  await pass(3_000);
  expect(parts.change.mock.calls.at(-1)).toEqual([{ name: "Spring" }, 5]);
  expect([drafting.now.fields.audience.tags, drafting.now.news, drafting.now.saving]).toEqual([["vip"], ["audience"], "saved"]);
});

test("where both changed the same nothing is saved before somebody chose", async () => {
  const { parts, outrun, drafting } = server();
  outrun({ name: "Summer", version: 5 });
  drafting.change({ name: "Spring" });
  await pass(30_000);
  expect([drafting.now.saving, drafting.now.conflict?.both, parts.change.mock.calls.length]).toEqual(["conflict", ["name"], 1]);
  drafting.settle(["name"]);
  await pass();
  expect(parts.change.mock.calls.at(-1)).toEqual([{ name: "Spring" }, 5]);
});

test("what was written while it went out is a conflict, never taken for sent", async () => {
  const { outrun, drafting } = server();
  outrun({ state: "running", version: 5 });
  drafting.change({ name: "Spring" });
  await pass();
  expect([drafting.now.conflict?.current.state, drafting.safe]).toEqual(["running", false]);
});

test("a refused change is told and not tried for ever; the next key is", async () => {
  const { parts, drafting } = server();
  parts.change.mockRejectedValueOnce(new ProblemError({ code: "invalid", message: "Give the campaign a name.", field: "name", retry_after: null }));
  drafting.change({ name: " " });
  await pass(60_000);
  expect([drafting.now.saving, drafting.now.problem?.field, parts.change.mock.calls.length]).toEqual(["failed", "name", 1]);
  drafting.change({ name: "Spring" });
  await pass();
  expect(drafting.now.saving).toBe("saved");
});

test("what the tab kept is taken up again, onto what the server has meanwhile", async () => {
  const base = campaign();
  const { parts, drafting } = server({ fields: { ...base, name: "Spring" }, base });
  expect([drafting.now.fields.name, drafting.now.saving]).toEqual(["Spring", "unsaved"]);
  await pass();
  expect(parts.change.mock.calls).toEqual([[{ name: "Spring" }, 1]]);
});
