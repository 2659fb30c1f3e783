import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { discard, react, retry } from "../live/actions";
import { useMe, useOutline } from "../live/hooks";
import type { ThreadItem } from "../live/thread";
import type { Attachment, Conversation, Message } from "../protocol";
import type { ComposerHandle } from "./composer/Composer";
import type { ThreadPort } from "./threadContext";

type Run = (doing: Promise<unknown>) => void;

export interface PortState {
  port: ThreadPort;
  sought: string | null;
  found: () => void;
  looked: Attachment | null;
  traced: Message | null;
  look: (file: Attachment | null) => void;
  trace: (message: Message | null) => void;
}

/** What messages may ask for, as one object that changes only with the people it names. */
export function useThreadPort(
  conversation: Conversation,
  items: readonly ThreadItem[],
  composer: RefObject<ComposerHandle | null>,
  run: Run,
  message: string | undefined,
): PortState {
  const me = useMe()?.id ?? "";
  const { users } = useOutline();
  const held = useRef({ items, run });
  useEffect(() => {
    held.current = { items, run };
  });
  const [sought, setSought] = useState(message ?? null);
  const [looked, setLooked] = useState<Attachment | null>(null);
  const [traced, setTraced] = useState<Message | null>(null);
  const { id: contact, name: contactName } = conversation.contact;
  useEffect(() => setSought(message ?? null), [message]);

  const port = useMemo<ThreadPort>(
    () => ({
      me,
      contact,
      contactName,
      find: (id) => held.current.items.find((item) => item.message.id === id || item.message.provider_id === id)?.message,
      nameOf: (user) => (user ? (users.get(user)?.name ?? null) : null),
      reply: (answered) => composer.current?.reply(answered),
      forward: (sent) => composer.current?.forward(sent),
      react: (target, emoji) => held.current.run(react(target.id, emoji)),
      retry: (id, evenIfSent) => held.current.run(retry(id, evenIfSent)),
      discard: (pending) => composer.current?.restore(discard(pending.client_id)),
      trace: setTraced,
      jumpTo: setSought,
      look: setLooked,
    }),
    [me, contact, contactName, users, composer],
  );
  const found = useCallback(() => setSought(null), []);
  return { port, sought, found, looked, traced, look: setLooked, trace: setTraced };
}
