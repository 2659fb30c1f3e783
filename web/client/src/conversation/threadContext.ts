import { createContext, useContext } from "react";

import type { Pending } from "../live/state";
import type { Attachment, Message } from "../protocol";

/** What a message may ask of the thread it stands in. All are stable, so that a row is drawn again only when it changed. */
export interface ThreadPort {
  readonly me: string;
  readonly contact: string;
  readonly contactName: string;
  find(id: string): Message | undefined;
  nameOf(user: string | null): string | null;
  reply(message: Message): void;
  /** A mail to somebody else. */
  forward(message: Message): void;
  react(message: Message, emoji: string): void;
  retry(id: string, evenIfSent: boolean): void;
  discard(pending: Pending): void;
  trace(message: Message): void;
  jumpTo(id: string): void;
  look(attachment: Attachment): void;
}

const ThreadContext = createContext<ThreadPort | null>(null);
export const ThreadProvider = ThreadContext.Provider;

export function useThread(): ThreadPort {
  const thread = useContext(ThreadContext);
  if (!thread) throw new Error("A message is drawn outside a thread");
  return thread;
}
