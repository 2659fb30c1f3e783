import { request } from "../../http/request";
import { asked, type Listing } from "../../live/filters";
import { live } from "../../live/live";
import type { BulkAnswer, Conversation, Id } from "../../protocol";
import { said } from "../../said/said";

/** One thing to do with many conversations, in the server's words. */
export type Act =
  | { action: "assign"; to: Id | null }
  | { action: "resolve" | "reopen" | "read" | "unread" }
  | { action: "snooze"; until: string }
  | { action: "tag" | "untag"; tags: string[] }
  | { action: "priority"; priority: number };

export interface Step {
  act: Act;
  ids: readonly Id[];
}

export interface Outcome {
  done: readonly Id[];
  refused: readonly { id: Id; message: string }[];
}

const BATCH = 100; // conversations of one request: so often the progress moves, and nobody else waits long
const PAGE = 200;

/** Does the steps batch by batch. `onProgress` hears how many are behind it; one that is refused holds up nothing. */
export async function perform(steps: readonly Step[], onProgress: (done: number) => void, signal: AbortSignal): Promise<Outcome> {
  const done: Id[] = [];
  const refused: { id: Id; message: string }[] = [];
  let behind = 0;
  for (const { act, ids } of steps) {
    for (let from = 0; from < ids.length && !signal.aborted; from += BATCH) {
      const batch = ids.slice(from, from + BATCH);
      const answer = await request<BulkAnswer>("/api/v1/conversations/bulk", { method: "POST", json: { ...act, ids: batch } });
      for (const result of answer.results) {
        if (result.done) done.push(result.id);
        else refused.push({ id: result.id, message: said(result.message ?? "") });
      }
      behind += batch.length;
      onProgress(behind);
    }
  }
  return { done, refused };
}

/** All conversations of a list, also those it has not shown yet. */
export async function whole(listing: Listing, onProgress: (found: number) => void, signal: AbortSignal): Promise<Conversation[]> {
  const found: Conversation[] = [];
  const question = { type: "conversation.list" as const, ...asked(listing), sort: listing.sort, limit: PAGE };
  let after: string | null = null;
  do {
    const page: { items: Conversation[]; next: string | null } = await live.request({ ...question, ...(after && { after }) });
    found.push(...page.items);
    after = page.next;
    onProgress(found.length);
  } while (after && !signal.aborted);
  return found;
}

/** What brings conversations back to how they were before. What cannot be brought back (a quiet one opened) is left as it is. */
export function undoing(act: Act, before: readonly Conversation[]): Step[] {
  const groups = new Map<string, { act: Act; ids: Id[] }>();
  for (const one of before) {
    const back = undone(act, one);
    if (!back) continue;
    const key = JSON.stringify(back);
    const group = groups.get(key);
    if (group) group.ids.push(one.id);
    else groups.set(key, { act: back, ids: [one.id] });
  }
  return [...groups.values()];
}

function undone(act: Act, before: Conversation): Act | null {
  switch (act.action) {
    case "assign":
      return before.assignee === act.to ? null : { action: "assign", to: before.assignee };
    case "resolve":
    case "reopen":
    case "snooze":
      return stateBefore(before, act.action);
    case "tag":
    case "untag": {
      const changed = act.tags.filter((tag) => before.tags.includes(tag) === (act.action === "untag"));
      return changed.length > 0 ? { action: act.action === "tag" ? "untag" : "tag", tags: changed } : null;
    }
    case "priority":
      return before.priority === act.priority ? null : { action: "priority", priority: before.priority };
    case "read":
      return before.unread > 0 ? { action: "unread" } : null;
    case "unread":
      return before.unread > 0 ? null : { action: "read" };
  }
}

function stateBefore({ state, snoozed_until: until }: Conversation, action: "resolve" | "reopen" | "snooze"): Act | null {
  if (state === "snoozed" && until) return { action: "snooze", until };
  if (state === "resolved") return action === "resolve" ? null : { action: "resolve" };
  return state === "open" && action !== "reopen" ? { action: "reopen" } : null;
}

/** Something to be done with these, once. */
export interface Job {
  act: Act;
  ids: readonly Id[];
}
