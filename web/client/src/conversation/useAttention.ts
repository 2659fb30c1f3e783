import { useCallback, useEffect, useRef, useState } from "react";

import { markRead, view } from "../live/actions";
import type { Conversation } from "../protocol";

/** Tells the others what one looks at, and marks as read what one really sees: the end of the thread, in a window with focus. Of two that are open
 *  only the attended one is looked at. */
export function useAttention(conversation: Conversation, attended: boolean): (atEnd: boolean) => void {
  const { id, unread } = conversation;
  const [focused, setFocused] = useState(hasFocus);
  const [atEnd, setAtEnd] = useState(false);
  useEffect(() => {
    const look = () => setFocused(hasFocus());
    window.addEventListener("focus", look);
    window.addEventListener("blur", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("focus", look);
      window.removeEventListener("blur", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  const latest = useRef(attended);
  useEffect(() => {
    latest.current = attended;
    if (attended) view(id, focused).catch(() => undefined);
  }, [id, focused, attended]);
  useEffect(() => () => void (latest.current && view(null, true).catch(() => undefined)), [id]);
  useEffect(() => {
    if (attended && focused && atEnd && unread > 0) markRead(id).catch(() => undefined);
  }, [id, attended, focused, atEnd, unread]);
  return useCallback((end: boolean) => setAtEnd(end), []);
}

function hasFocus(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
