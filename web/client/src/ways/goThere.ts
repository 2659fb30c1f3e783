import { start } from "../live/actions";
import type { Id, Route } from "../protocol";
import { type Draft, keepDraft, loadDraft } from "../conversation/composer/drafts";
import { carry, type Upload } from "../conversation/composer/carried";

const LONGEST: Record<Route["kind"], number> = { whatsapp: 4096, line: 5000, mail: 65_536 }; // characters of one message

/** By how many characters the words are too long there; 0: they fit. */
export function tooLong(text: string, kind: Route["kind"]): number {
  return Math.max(0, text.length - LONGEST[kind]);
}

/** The person's conversation there, opened if there is none, with what was being written here. */
export async function goThere(route: Route, contact: Id, draft: Draft, files: readonly Upload[]): Promise<Id> {
  const there = route.conversation ?? (await start({ channel: route.channel, contact })).conversation.id;
  bring(there, draft, files);
  return there;
}

/** What was being written here goes on there, behind what was begun there; `answering`: the message it answers. */
export function bring(there: Id, draft: Draft, files: readonly Upload[], answering?: Id): void {
  const waiting = loadDraft(there);
  const text = [waiting.text, draft.text].filter((words) => words.trim() !== "").join("\n");
  keepDraft(there, { ...waiting, text, note: false, replyTo: answering ?? waiting.replyTo });
  carry(there, files);
}
