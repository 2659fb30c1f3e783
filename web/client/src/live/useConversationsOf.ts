import { useEffect, useMemo, useState } from "react";

import { live } from "./live";
import { useSelect } from "./select";
import type { Conversation } from "../protocol";

/** All conversations with one contact, newest first: those found when asked, each as it is now. */
export function useConversationsOf(contact: string): readonly Conversation[] {
  const [found, setFound] = useState<readonly Conversation[]>([]);
  const held = useSelect((state) => state.conversations);
  useEffect(() => {
    let gone = false;
    live.request({ type: "conversation.list", contact }).then(
      (page) => !gone && setFound(page.items),
      () => undefined, // what is held already is shown
    );
    return () => {
      gone = true;
    };
  }, [contact]);
  return useMemo(() => {
    const known = [...held.values()].filter((conversation) => conversation.contact.id === contact);
    const ids = new Set(known.map((conversation) => conversation.id));
    return [...known, ...found.filter((conversation) => !ids.has(conversation.id))].sort((one, other) => other.updated_at.localeCompare(one.updated_at));
  }, [held, found, contact]);
}
