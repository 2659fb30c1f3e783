import { expect, test, vi } from "vitest";
import { conversation, message } from "../testing/cast";
import { applyEvents } from "./apply";
import { plain } from "./filters";
import { Reads } from "./reads";
import { EMPTY } from "./state";
import { Store } from "./store";

const AT = { seq: 1, at: "2026-11-22T08:00:00.000Z" };

function set() {
  const store = new Store(EMPTY);
  let answer: (told: unknown) => void = () => undefined;
  const request = vi.fn<(asked: unknown) => Promise<unknown>>(() => new Promise((resolve) => (answer = resolve)));
  return { store, request, reads: new Reads(store, request as never), answer: (told: unknown) => answer(told) };
}

const texts = (store: Store) => store.state.threads.get("c1")?.messages.map((one) => one.text);

test("an event that overtakes the page it belongs to is not lost", async () => {
  const { store, reads, answer } = set();
  const reading = reads.thread("c1");
  store.change((state) => applyEvents(state, [{ ...AT, type: "message.created", message: message({ order: 9 }), historic: false }]));
  answer({ items: [message({ order: 5 }), message({ order: 7 })], next: null });
  await reading;
  expect(texts(store)).toEqual(["number 5", "number 7", "number 9"]);
});

test("an answer older than an event does not undo it", async () => {
  const { store, reads, answer } = set();
  const reading = reads.thread("c1");
  const read = message({ order: 5, version: 3, status: "read" });
  store.change((state) => applyEvents(state, [{ ...AT, type: "message.changed", message: read }]));
  answer({ items: [message({ order: 5, version: 1, status: "sent" })], next: null });
  await reading;
  expect(store.state.threads.get("c1")?.messages[0]?.status).toBe("read");
});

test("an answer does not bring back what was removed meanwhile", async () => {
  const { store, reads, answer } = set();
  const reading = reads.list(plain("all"), "");
  store.change((state) => applyEvents(state, [{ ...AT, type: "conversation.removed", id: "c1" }]));
  answer({ items: [conversation()], next: null });
  await reading;
  expect(store.state.conversations.size).toBe(0);
});

test("older pages join without a hole, and the last one says so", async () => {
  const { store, request, reads, answer } = set();
  const first = reads.thread("c1");
  answer({ items: [message({ order: 5 }), message({ order: 6 })], next: "5" });
  await first;
  const second = reads.olderMessages("c1");
  expect(request.mock.lastCall?.[0]).toMatchObject({ type: "message.list", before: message({ order: 5 }).order });
  answer({ items: [message({ order: 3 }), message({ order: 4 })], next: null });
  await second;
  expect(texts(store)).toEqual(["number 3", "number 4", "number 5", "number 6"]);
  expect(store.state.threads.get("c1")?.hasOlder).toBe(false);
});

test("the same read twice at once asks once", async () => {
  const { request, reads } = set();
  void reads.conversation("c1");
  void reads.conversation("c1");
  expect(request).toHaveBeenCalledOnce();
});

test("an answer for a state thrown away meanwhile is dropped", async () => {
  const { store, reads, answer } = set();
  const reading = reads.conversation("c1");
  store.change((state) => ({ ...state, generation: 1 }));
  answer({ conversation: conversation() });
  await reading;
  expect(store.state.conversations.size).toBe(0);
});
