import { describe, expect, it } from "vitest";

import { item } from "./cast.fixture";
import { type Drawn, earlierRows, firstUnread, threadRows, withoutReactions } from "./threadRows";

const at = (time: string) => `2026-11-22T${time}:00.000Z`;

describe("the rows of a thread", () => {
  it("begins each day with its line", () => {
    const rows = threadRows(
      [item({ id: "a", sent_at: "2026-11-20T12:00:00.000Z" }), item({ id: "b", sent_at: "2026-11-22T12:00:00.000Z" })],
      null,
    );
    expect(rows.map((row) => row.kind)).toEqual(["day", "message", "day", "message"]);
  });

  it("groups what one person wrote within five minutes", () => {
    const rows = threadRows(
      [
        item({ id: "a", sent_at: at("12:00") }),
        item({ id: "b", sent_at: at("12:04") }),
        item({ id: "c", sent_at: at("12:10") }),
        item({ id: "d", sent_at: at("12:11"), direction: "out", author: { kind: "user", id: "u1", name: "Dana" } }),
      ],
      null,
    );
    const edges = rows.flatMap((row) => (row.kind === "message" ? [[row.first, row.last]] : []));
    expect(edges).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it("draws the line above what is new and counts the customer's messages", () => {
    const rows = threadRows(
      [item({ id: "a" }), item({ id: "b" }), item({ id: "n", kind: "note", direction: "out" }), item({ id: "c" })],
      "b",
    );
    expect(rows.find((row) => row.kind === "new")).toMatchObject({ count: 2 });
  });

  it("leaves out reactions, but for one that failed", () => {
    const thread = [item({ id: "a" }), item({ id: "r", kind: "reaction" }), item({ id: "f", kind: "reaction", status: "failed" })];
    expect(withoutReactions(thread).map((one) => one.key)).toEqual(["a", "f"]);
  });

  it("finds the first unread message behind notes", () => {
    const thread = [item({ id: "a" }), item({ id: "b" }), item({ id: "n", kind: "note", direction: "out" })];
    expect(firstUnread(thread, 1)).toBe("b");
    expect(firstUnread(thread, 9)).toBe("a");
    expect(firstUnread(thread, 0)).toBeNull();
  });
});

describe("a thread that grows at its beginning", () => {
  const whole = [
    item({ id: "a", sent_at: "2026-11-20T12:00:00.000Z" }),
    item({ id: "b", sent_at: at("11:58") }),
    item({ id: "c", sent_at: at("12:00") }),
    item({ id: "d", sent_at: at("12:02") }),
    item({ id: "e", sent_at: at("13:00") }),
  ];
  const drawn = (items: typeof whole, newFrom: string | null): Drawn => ({ items, newFrom, placeOf: undefined, rows: threadRows(items, newFrom) });

  it("is drawn as if it had been whole", () => {
    for (const newFrom of [null, "e"]) {
      for (let from = 1; from < whole.length; from++) expect(earlierRows(drawn(whole.slice(from), newFrom), whole)).toEqual(from < 4 || !newFrom ? threadRows(whole, newFrom) : null);
    }
  });

  it("is drawn anew where anything else has changed", () => {
    const changed = [...whole.slice(0, 4), item({ id: "e", text: "Edited" })];
    expect(earlierRows(drawn(whole.slice(2), null), changed)).toBeNull();
    expect(earlierRows(drawn(whole, null), whole.slice(1))).toBeNull();
    expect(earlierRows(drawn(whole.slice(2), "b"), whole)).toBeNull();
  });
});
