import { type RefObject, useEffect, useRef } from "react";

import { markUnread, resolve } from "../live/actions";
import type { ThreadItem } from "../live/thread";
import type { Conversation } from "../protocol";
import { keyPressed } from "../ui/keys";
import type { ComposerHandle } from "./composer/Composer";
import type { ThreadPort } from "./threadContext";

interface Keys {
  /** Of two that are open only one hears the keys. */
  attended: boolean;
  conversation: Conversation;
  items: readonly ThreadItem[];
  composer: RefObject<ComposerHandle | null>;
  port: ThreadPort;
  onAssign: () => void;
  onQuotation?: (() => void) | undefined;
  onBack: () => void;
  run: (doing: Promise<unknown>) => void;
}

/** r answers, n notes, e resolves, a assigns, q offers, u leaves it for later: when nothing is being typed. */
export function useConversationKeys(keys: Keys): void {
  const held = useRef(keys);
  useEffect(() => {
    held.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { attended, conversation, items, composer, port, onAssign, onQuotation, onBack, run } = held.current;
      const acts: Record<string, () => void> = {
        r: () => {
          const last = items.findLast((item) => item.message.direction === "in" && item.message.provider_id)?.message;
          if (event.shiftKey && last) port.reply(last);
          else composer.current?.focus();
        },
        n: () => composer.current?.note(),
        e: () => conversation.state !== "resolved" && run(resolve(conversation.id)),
        a: onAssign,
        q: () => onQuotation?.(),
        u: () => {
          onBack(); // first: what is looked at is read again at once
          run(markUnread(conversation.id));
        },
      };
      const act = attended && acts[keyPressed(event)];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
