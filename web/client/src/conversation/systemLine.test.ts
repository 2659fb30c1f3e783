import { describe, expect, it } from "vitest";

import { message } from "./cast.fixture";
import { systemLine } from "./systemLine";

const names: Record<string, string> = { u1: "Dana", u2: "Omar" };
const nameOf = (user: string | null) => (user ? (names[user] ?? null) : null);
const author = { kind: "system", id: null, name: null } as const;
const line = (content: Record<string, string | number | string[] | null>) =>
  systemLine(message({ kind: "system", text: null, content, author }), nameOf, "en");

describe("system lines", () => {
  it("says that a mail is late, and why", () => {
    expect(line({ event: "delivery_delayed", reason: "the mailbox is full" })).toBe("The mail has not arrived yet; its server goes on trying: the mailbox is full");
  });

  it("says who gave a conversation to whom", () => {
    expect(line({ event: "assigned", by: "u1", to: "u2" })).toBe("Assigned to Omar by Dana");
    expect(line({ event: "assigned", to: "u2" })).toBe("Assigned to Omar");
  });

  it("says that it was somebody's turn", () => {
    expect(line({ event: "assigned", by: null, to: "u2", rule: "round_robin" })).toBe("Assigned to Omar by round robin");
  });

  it("says that somebody took it", () => {
    expect(line({ event: "assigned", by: "u1", to: "u1" })).toBe("Dana took it");
  });

  it("says that it went back to the queue", () => {
    expect(line({ event: "assigned", by: "u1", to: null })).toBe("Dana gave it back to the queue");
  });

  it("tells the customer's doing from an agent's", () => {
    expect(line({ event: "reopened" })).toBe("Reopened by the customer’s message");
    expect(line({ event: "reopened", by: "u1" })).toBe("Reopened by Dana");
  });

  it("names the tags that came and went", () => {
    expect(line({ event: "tagged", by: "u1", added: ["vip"], removed: ["cold"] })).toBe("Tags + vip  − cold by Dana");
  });

  it("says how urgent it is and what was taken back", () => {
    expect(line({ event: "prioritized", by: "u1", before: 0, priority: 3 })).toBe("Urgent, set by Dana");
    expect(line({ event: "schedule_cancelled", by: "u1" })).toBe("Dana took a scheduled message back");
  });

  it("says what happened on LINE", () => {
    expect(line({ event: "blocked" })).toBe("The customer blocked us on LINE: nothing we send arrives");
    expect(line({ event: "unblocked" })).toBe("The customer unblocked us on LINE");
    expect(line({ event: "control_given" })).toBe("Another program of the account answers this chat now");
    expect(line({ event: "left" })).toBe("Our account is no longer in this group");
  });

  it("names who came and went, and counts those nobody knows", () => {
    expect(line({ event: "members_joined", count: 2, names: ["Anna", "Ben"] })).toBe("Anna, Ben joined the group");
    expect(line({ event: "members_left", count: 3, names: ["Anna"] })).toBe("Anna and 2 others left the group");
    expect(line({ event: "members_joined", count: 1, names: [] })).toBe("One person joined the group");
  });

  it("keeps the words of an event it does not know", () => {
    expect(line({ event: "number_ported" })).toBe("number ported");
  });
});
