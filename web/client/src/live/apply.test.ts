import { describe, expect, test } from "vitest";
import type { Event } from "../protocol";
import { DANA, OMAR, contact, conversation, message } from "../testing/cast";
import { applyEvents } from "./apply";
import { EMPTY, type State } from "./state";

const AT = { seq: 1, at: "2026-11-22T08:00:00.000Z" };
const OPEN = { messages: [message({ order: 5 })], hasOlder: true, loaded: true };

function after(state: Partial<State>, ...events: Event[]): State {
  return applyEvents({ ...EMPTY, me: DANA, ...state }, events);
}

function texts(state: State): (string | null)[] {
  return state.threads.get("c1")?.messages.map((one) => one.text) ?? [];
}

describe("messages", () => {
  test("a latecomer takes its place by order", () => {
    const state = after(
      { threads: new Map([["c1", OPEN]]) },
      { ...AT, type: "message.created", message: message({ order: 9 }), historic: false },
      { ...AT, type: "message.created", message: message({ order: 7 }), historic: false },
    );
    expect(texts(state)).toEqual(["number 5", "number 7", "number 9"]);
  });

  test("the same event twice changes nothing", () => {
    const event: Event = { ...AT, type: "message.created", message: message({ order: 9 }), historic: false };
    const once = after({ threads: new Map([["c1", OPEN]]) }, event);
    expect(applyEvents(once, [event])).toEqual(once);
  });

  test("an older version never overwrites a newer one", () => {
    const read = message({ order: 5, version: 3, status: "read" });
    const late = message({ order: 5, version: 2, status: "delivered" });
    const held = { threads: new Map([["c1", OPEN]]) };
    const state = after(held, { ...AT, type: "message.changed", message: read }, { ...AT, type: "message.changed", message: late });
    expect(state.threads.get("c1")?.messages[0]?.status).toBe("read");
  });

  test("one that waits for another time stands at another place", () => {
    const held = { messages: [message({ order: 5 }), message({ order: 7 })], hasOlder: false, loaded: true };
    const moved = { ...message({ order: 5 }), version: 2, order: message({ order: 9 }).order };
    expect(texts(after({ threads: new Map([["c1", held]]) }, { ...AT, type: "message.changed", message: moved }))).toEqual(["number 7", "number 5"]);
  });

  test("what lies before the oldest page waits for its page", () => {
    const state = after({ threads: new Map([["c1", OPEN]]) }, { ...AT, type: "message.created", message: message({ order: 2 }), historic: true });
    expect(texts(state)).toEqual(["number 5"]);
  });

  test("a thread that is not open is left alone", () => {
    expect(after({}, { ...AT, type: "message.created", message: message(), historic: false }).threads.size).toBe(0);
  });

  test("a confirmed message replaces the pending one of its client_id", () => {
    const pending = { client_id: "x-1", conversation: "c1", kind: "send", draft: { text: "Yes" }, state: "sending", error: null, at: AT.at } as const;
    const state = after(
      { threads: new Map([["c1", OPEN]]), pending: new Map([["x-1", pending]]) },
      { ...AT, type: "message.created", message: message({ order: 9, client_id: "x-1" }), historic: false },
    );
    expect(state.pending.size).toBe(0);
    expect(texts(state)).toEqual(["number 5", "number 9"]);
  });

  test("who wrote has stopped typing", () => {
    const typing = new Map([["c1", [{ who: { kind: "customer" as const, id: "pim" }, until: 9 }]]]);
    expect(after({ typing }, { ...AT, type: "message.created", message: message(), historic: false }).typing.size).toBe(0);
  });

  test("a removed message goes, and is known to be gone", () => {
    const state = after({ threads: new Map([["c1", OPEN]]) }, { ...AT, type: "message.removed", id: "m5", conversation: "c1" });
    expect(texts(state)).toEqual([]);
    expect(state.gone.has("m5")).toBe(true);
  });
});

describe("conversations", () => {
  const held = conversation({ assignee: null });
  const counts = { mine: 0, unassigned: 1, all: 1, snoozed: 0, resolved: 0, unread: 0 };

  test("an assignment moves the counts of the tabs at once", () => {
    const mine = conversation({ version: 2, assignee: "dana" });
    const state = after({ counts, conversations: new Map([["c1", held]]) }, { ...AT, type: "conversation.changed", conversation: mine });
    expect(state.counts).toEqual({ mine: 1, unassigned: 0, all: 1, snoozed: 0, resolved: 0, unread: 0 });
  });

  test("a replayed assignment does not move them again", () => {
    const mine = conversation({ version: 2, assignee: "dana" });
    const event: Event = { ...AT, type: "conversation.changed", conversation: mine };
    expect(after({ counts, conversations: new Map([["c1", held]]) }, event, event).counts?.mine).toBe(1);
  });

  test("a removed conversation takes its thread along", () => {
    const state = after({ conversations: new Map([["c1", held]]), threads: new Map([["c1", OPEN]]), counts }, { ...AT, type: "conversation.removed", id: "c1" });
    expect([state.conversations.size, state.threads.size, state.counts?.unassigned]).toEqual([0, 0, 0]);
  });

  test("one that was removed and is told of again is there again", () => {
    const back = conversation({ version: 4 });
    const state = after({}, { ...AT, type: "conversation.removed", id: "c1" }, { ...AT, type: "conversation.changed", conversation: back });
    expect([state.conversations.has("c1"), state.gone.has("c1")]).toEqual([true, false]);
  });
});

test("people, channels, templates and settings are kept by id", () => {
  const renamed = { ...OMAR, version: 2, name: "Omar C." };
  const state = after(
    { users: new Map([["omar", OMAR]]) },
    { ...AT, type: "user.changed", user: renamed },
    { ...AT, type: "contact.changed", contact: contact({ name: "Pim P." }) },
    { ...AT, type: "setting.changed", key: "reopen_days", value: 14 },
  );
  expect([state.users.get("omar")?.name, state.contacts.get("pim")?.name, state.settings.get("reopen_days")]).toEqual(["Omar C.", "Pim P.", 14]);
});

test("tables an event does not touch stay the very same", () => {
  const before = { ...EMPTY, conversations: new Map([["c1", conversation()]]) };
  const state = applyEvents(before, [{ ...AT, type: "user.changed", user: OMAR }]);
  expect(state.conversations).toBe(before.conversations);
});

test("a type this page does not know is passed over", () => {
  expect(applyEvents(EMPTY, [{ ...AT, type: "campaign.changed" } as unknown as Event])).toEqual(EMPTY);
});
