import { beforeEach, expect, test, vi } from "vitest";
import { ProblemError } from "../http/problem";
import type { Message } from "../protocol";
import { DANA, message } from "../testing/cast";
import { Outbox } from "./outbox";
import { Shelf } from "./shelf";
import { EMPTY, type Pending } from "./state";
import { Store } from "./store";
import { threadItems } from "./thread";

const THREAD = { messages: [message({ order: 5 })], hasOlder: false, loaded: true };

interface Question {
  asked: { type: string; client_id: string; conversation: string; text?: string };
  answer: (message: Message) => void;
  refuse: (code: string, retryAfter?: number) => void;
}

/** An outbox whose server is the test. */
async function set() {
  const store = new Store({ ...EMPTY, me: DANA, threads: new Map([["c1", THREAD]]) });
  const shelf = new Shelf();
  await shelf.clear();
  shelf.open("dana");
  const questions: Question[] = [];
  const request = vi.fn<(asked: Question["asked"]) => Promise<unknown>>(
    (asked) =>
      new Promise((resolve, reject) => {
        const refuse = (code: string, retryAfter?: number): void =>
          reject(new ProblemError({ code, message: code, field: null, retry_after: retryAfter ?? null }));
        questions.push({ asked, answer: (told) => resolve({ message: told }), refuse });
      }),
  );
  const outbox = new Outbox(store, request as never, shelf);
  return { store, shelf, questions, outbox };
}

const rows = (store: Store) => threadItems("c1", store.state.threads.get("c1"), store.state.pending, DANA);
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const at = (question: Question | undefined): Question => question as Question;

beforeEach(() => void vi.useRealTimers());

test("what is sent stands in the thread at once and is replaced in place", async () => {
  const { store, questions, outbox } = await set();
  const sent = outbox.add("c1", "send", { text: "Yes, we do." });
  const before = rows(store);
  expect(before.map((row) => [row.message.text, row.pending?.state])).toEqual([
    ["number 5", undefined],
    ["Yes, we do.", "sending"],
  ]);
  const { client_id } = at(questions[0]).asked;
  at(questions[0]).answer(message({ order: 9, client_id, text: "Yes, we do." }));
  await expect(sent).resolves.toMatchObject({ order: message({ order: 9 }).order });
  const after = rows(store);
  expect(after.map((row) => row.key)).toEqual(before.map((row) => row.key));
  expect(after[1]?.pending).toBeNull();
});

test("messages of one conversation go out one after the other, another conversation does not wait", async () => {
  const { questions, outbox } = await set();
  void outbox.add("c1", "send", { text: "one" });
  void outbox.add("c1", "send", { text: "two" });
  void outbox.add("c2", "note", { text: "other" });
  expect(questions.map(({ asked }) => asked.text)).toEqual(["one", "other"]);
  at(questions[0]).answer(message({ order: 9, client_id: at(questions[0]).asked.client_id }));
  await settled();
  expect(questions.map(({ asked }) => asked.text)).toEqual(["one", "other", "two"]);
});

test("a refusal stays in its place with its reason, and a retry carries the same client_id", async () => {
  const { store, questions, outbox } = await set();
  const sent = outbox.add("c1", "send", { text: "late" });
  at(questions[0]).refuse("window_closed");
  await expect(sent).rejects.toMatchObject({ code: "window_closed" });
  const [, row] = rows(store);
  expect([row?.pending?.state, row?.message.error?.message]).toEqual(["failed", "window_closed"]);
  void outbox.retry(row?.key ?? "", false);
  expect(at(questions[1]).asked.client_id).toBe(at(questions[0]).asked.client_id);
});

test("a discarded one gives its words back", async () => {
  const { store, questions, outbox } = await set();
  const sent = outbox.add("c1", "send", { text: "late" });
  at(questions[0]).refuse("window_closed");
  await sent.catch(() => undefined);
  expect(outbox.discard(at(questions[0]).asked.client_id)).toEqual({ text: "late" });
  expect(store.state.pending.size).toBe(0);
});

test("one on its way cannot be discarded: it may have arrived", async () => {
  const { questions, outbox } = await set();
  void outbox.add("c1", "send", { text: "now" });
  expect(outbox.discard(at(questions[0]).asked.client_id)).toBeNull();
});

test("without a connection it waits, in order, and goes out at the next flush", async () => {
  const { store, questions, outbox } = await set();
  void outbox.add("c1", "send", { text: "one" });
  void outbox.add("c1", "send", { text: "two" });
  at(questions[0]).refuse("unavailable", 3_600);
  await settled();
  expect([...store.state.pending.values()].map((one) => one.state)).toEqual(["waiting", "waiting"]);
  outbox.flush();
  expect(at(questions[1]).asked).toEqual(at(questions[0]).asked);
});

test("a message.retry of the provider's failure names the message", async () => {
  const { questions, outbox } = await set();
  void outbox.retry("m5", true);
  expect(at(questions[0]).asked).toMatchObject({ type: "message.retry", message: "m5", even_if_sent: true });
});

test("what a page left behind goes out in its next life, what is old only when asked", async () => {
  const { store, shelf, questions, outbox } = await set();
  const left = (client_id: string, minutes: number): Pending => {
    const written = new Date(Date.now() - minutes * 60_000).toISOString();
    return { client_id, conversation: client_id, kind: "send", draft: { text: client_id }, state: "sending", error: null, at: written };
  };
  await shelf.put(left("just-now", 1));
  await shelf.put(left("yesterday", 60 * 24));
  await outbox.restore("dana");
  expect(questions.map(({ asked }) => asked.client_id)).toEqual(["just-now"]);
  expect(store.state.pending.get("yesterday")?.state).toBe("failed");
});

test("nobody finds what another person left", async () => {
  const { store, shelf, outbox } = await set();
  await shelf.put({ client_id: "hers", conversation: "c1", kind: "note", draft: {}, state: "waiting", error: null, at: new Date().toISOString() });
  await outbox.restore("omar");
  expect(store.state.pending.size).toBe(0);
});

test("what was confirmed is not kept", async () => {
  const { shelf, questions, outbox } = await set();
  const sent = outbox.add("c1", "send", { text: "Yes" });
  at(questions[0]).answer(message({ order: 9, client_id: at(questions[0]).asked.client_id }));
  await sent;
  await settled();
  expect(await shelf.all()).toEqual([]);
});

test("what was on its way when its author left is not taken up by the next", async () => {
  const { store, questions, outbox } = await set();
  const refused = outbox.add("c1", "send", { text: "Mine" }).catch((error: unknown) => error);
  store.change((state) => ({ ...EMPTY, generation: state.generation + 1 }));
  at(questions[0]).refuse("unavailable");
  expect(await refused).toMatchObject({ code: "unavailable" });
  expect(store.state.pending.size).toBe(0);
  outbox.flush();
  expect(questions).toHaveLength(1);
});
