import { beforeEach, expect, test, vi } from "vitest";

import { ProblemError } from "../../http/problem";
import type { Quotation } from "../../protocol";
import { item, quotation } from "../quotation.fixture";
import { blankForm } from "./blank";
import { Drafting, type DraftingParts, type Kept } from "./drafting";
import type { Form } from "./form";

const BLANK = blankForm(null, "pim", null);

beforeEach(() => void vi.useFakeTimers());

function server(held: Quotation | null = quotation(), kept: Kept | null = null, blank: Form = BLANK) {
  let now = held ?? quotation({ version: 0 });
  const answer = (fields: object): Quotation => (now = quotation({ ...now, ...fields, version: now.version + 1 }));
  const parts = {
    add: vi.fn<DraftingParts["add"]>(async (fields) => answer(fields)),
    change: vi.fn<DraftingParts["change"]>(async (_, fields) => answer(fields)),
    keep: vi.fn<DraftingParts["keep"]>(),
    onAdded: vi.fn<DraftingParts["onAdded"]>(),
  };
  /** A colleague is faster than the next change. */
  const outrun = (theirs: Partial<Quotation>): void => {
    parts.change.mockImplementationOnce(async () => {
      now = quotation({ ...now, ...theirs });
      throw problem("conflict", now);
    });
  };
  return { parts, outrun, drafting: new Drafting(parts, held, blank, kept) };
}

const title = (text: string) => (form: Form) => ({ ...form, title: text });
const notes = (text: string) => (form: Form) => ({ ...form, notes: text });
const problem = (code: string, current?: unknown) => new ProblemError({ code, message: code, field: null, retry_after: null } as ConstructorParameters<typeof ProblemError>[0], current);
const pass = (ms = 1_000) => vi.advanceTimersByTimeAsync(ms);

test("what is written is kept a moment later, and only what changed is sent", async () => {
  const { parts, drafting } = server();
  expect(drafting.now.saving).toBe("saved");
  drafting.change(title("Sou"));
  drafting.change(title("Sound"));
  expect([drafting.now.saving, drafting.safe]).toEqual(["unsaved", false]);
  await pass();
  expect(parts.change.mock.calls).toEqual([["q1", { title: "Sound" }, 1]]);
  expect([drafting.now.saving, drafting.now.held?.version]).toEqual(["saved", 2]);
});

test("what is taken back before it was sent is not sent", async () => {
  const { parts, drafting } = server();
  drafting.change(title("Sound"));
  drafting.change(title(""));
  await pass();
  expect(parts.change).not.toHaveBeenCalled();
  expect(drafting.now.saving).toBe("saved");
});

test("a new one is kept with the first thing written, and what is written meanwhile follows", async () => {
  const { parts, drafting } = server(null);
  expect(drafting.now.saving).toBe("new");
  drafting.change(title("Sound"));
  void drafting.save();
  drafting.change(notes("Bring cables"));
  await pass();
  expect(parts.add.mock.calls[0]?.[0]).toMatchObject({ title: "Sound", contact: "pim" });
  expect(parts.onAdded).toHaveBeenCalledTimes(1);
  expect(parts.change.mock.calls.map(([, fields]) => fields)).toEqual([{ notes: "Bring cables" }]);
  expect(drafting.now.form).toMatchObject({ title: "Sound", notes: "Bring cables" });
});

test("without a customer nothing is sent, and it says so", async () => {
  const { parts, drafting } = server(null, null, { ...BLANK, contact: null });
  drafting.change(title("Sound"));
  await pass();
  expect(drafting.now.saving).toBe("nobody");
  expect(parts.add).not.toHaveBeenCalled();
});

test("two requests never overtake each other", async () => {
  const { parts, drafting } = server();
  let answered: (made: Quotation) => void = () => undefined;
  parts.change.mockImplementationOnce(() => new Promise((resolve) => (answered = resolve)));
  drafting.change(title("One"));
  await pass();
  drafting.change(title("Two"));
  await pass();
  expect(parts.change).toHaveBeenCalledTimes(1);
  answered(quotation({ title: "One", version: 2 }));
  await pass();
  expect(parts.change.mock.calls.at(-1)).toEqual(["q1", { title: "Two" }, 2]);
});

test("a server that is away is asked again; what it refuses is not", async () => {
  const { parts, drafting } = server();
  parts.change.mockRejectedValueOnce(problem("unavailable"));
  drafting.change(title("Sound"));
  await pass();
  expect(drafting.now.saving).toBe("failed");
  await pass(10_000);
  expect(drafting.now.saving).toBe("saved");
  parts.change.mockRejectedValue(problem("invalid"));
  drafting.change(title("Worse"));
  await pass(60_000);
  expect(parts.change).toHaveBeenCalledTimes(3);
  expect(drafting.now).toMatchObject({ saving: "failed", problem: { code: "invalid" } });
});

test("a colleague's change elsewhere is taken, said, and one's own goes on", async () => {
  const { parts, outrun, drafting } = server();
  outrun({ notes: "Theirs", version: 5 });
  drafting.change(title("Mine"));
  await pass();
  expect(drafting.now).toMatchObject({ news: ["notes"], form: { title: "Mine", notes: "Theirs" }, conflict: null });
  await pass();
  expect(parts.change.mock.calls.at(-1)).toEqual(["q1", { title: "Mine" }, 5]);
  expect(drafting.now.saving).toBe("saved");
});

test.each([
  [["title"] as const, "Mine"],
  [[] as const, "Theirs"],
])("what both changed is chosen: %s", async (mine, expected) => {
  const { parts, outrun, drafting } = server();
  outrun({ title: "Theirs", notes: "Also", version: 5 });
  drafting.change(title("Mine"));
  await pass();
  expect(drafting.now).toMatchObject({ saving: "conflict", conflict: { both: ["title"], theirs: ["notes"] } });
  await pass(60_000);
  expect(parts.change).toHaveBeenCalledTimes(1);
  drafting.settle(mine);
  await pass();
  expect(drafting.now.form).toMatchObject({ title: expected, notes: "Also" });
  expect(drafting.now.saving).toBe("saved");
});

test("a change heard of while nothing is unsaved is simply shown", () => {
  const { parts, drafting } = server();
  drafting.told(quotation({ items: [item({ quantity: "3" })], version: 2 }));
  expect(drafting.now.form.rows).toMatchObject([{ quantity: "3" }]);
  expect(drafting.now).toMatchObject({ saving: "saved", news: ["items"], held: { version: 2 } });
  expect(parts.change).not.toHaveBeenCalled();
});

test("lines keep their places on the page when others come over them", () => {
  const { drafting } = server();
  const [before] = drafting.now.form.rows;
  drafting.told(quotation({ items: [item({ quantity: "3" }), item()], version: 2 }));
  expect(drafting.now.form.rows[0]?.key).toBe(before?.key);
});

test("issued meanwhile: what was written since is not lost in silence", async () => {
  const { outrun, drafting } = server();
  outrun({ state: "issued", number: "Q-2026-0001", version: 5 });
  drafting.change(title("Mine"));
  await pass();
  expect(drafting.now).toMatchObject({ saving: "conflict", conflict: { current: { state: "issued" } } });
  drafting.discard();
  expect(drafting.now).toMatchObject({ saving: "saved", held: { state: "issued" } });
});

test("what was not saved is there again after a reload, and goes on from there", async () => {
  const first = server();
  first.parts.change.mockRejectedValue(problem("unavailable"));
  first.drafting.change(title("Sound"));
  const kept = first.parts.keep.mock.calls.at(-1)?.[0] ?? null;
  expect(kept).toMatchObject({ form: { title: "Sound" } });
  const second = server(quotation({ version: 3 }), kept);
  expect(second.drafting.now).toMatchObject({ saving: "unsaved", form: { title: "Sound" } });
  await pass();
  expect(second.parts.change.mock.calls).toEqual([["q1", { title: "Sound" }, 3]]);
  expect(second.parts.keep.mock.calls.at(-1)).toEqual([null]);
});
