import { useState } from "react";

import type { ThreadItem } from "../live/thread";
import type { Conversation } from "../protocol";
import { firstUnread } from "./threadRows";

/** Where what is new began when the thread was opened; it stays there however much is read. */
export function useNewLine(conversation: Conversation, items: readonly ThreadItem[], loading: boolean): string | null {
  const [unread] = useState(conversation.unread);
  const [line, setLine] = useState<string | null>();
  if (line === undefined && !loading) setLine(firstUnread(items, unread));
  return line ?? null;
}
