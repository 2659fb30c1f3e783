import { useCallback, useMemo, useState } from "react";

import { ThreadSkeleton } from "../conversation/Skeletons";
import { Thread } from "../conversation/Thread";
import { type ThreadPort, ThreadProvider, useThread } from "../conversation/threadContext";
import { withoutReactions } from "../conversation/threadRows";
import { useOutline } from "../live/hooks";
import type { ThreadItem } from "../live/thread";
import type { Conversation, Id, Message } from "../protocol";
import { useAccountWords } from "./useAccountWords";
import { useWhole } from "./useWhole";

interface WholeThreadProps {
  conversation: Conversation;
  items: readonly ThreadItem[];
  newFrom: string | null;
  onReading: (atEnd: boolean) => void;
}

/** What was said with one person on all channels, read together; one answers in the conversation that is open. */
export default function WholeThread({ conversation, items: here, newFrom, onReading }: WholeThreadProps) {
  const { channels } = useOutline();
  const nameOf = useAccountWords();
  const { items, hasOlder, loading, older } = useWhole(conversation.contact.id, here);
  const shown = useMemo(() => items && withoutReactions(items), [items]);
  const placeOf = useCallback(
    (message: Message) => {
      const channel = channels.get(message.channel || conversation.channel); // what is on its way names none yet
      return channel ? nameOf(channel.id, channel.kind) : "";
    },
    [channels, nameOf, conversation.channel],
  );
  const outside = useThread();
  const [sought, setSought] = useState<Id | null>(null);
  const found = useCallback(() => setSought(null), []);
  const port = useMemo<ThreadPort>(
    () => ({ ...outside, find: (id) => shown?.find(({ message }) => message.id === id || message.provider_id === id)?.message, jumpTo: setSought }),
    [outside, shown],
  );
  if (!shown) return <ThreadSkeleton />;
  return (
    <ThreadProvider value={port}>
      <Thread
        items={shown}
        newFrom={newFrom}
        hasOlder={hasOlder}
        loading={loading}
        older={older}
        sought={sought}
        onFound={found}
        onReading={onReading}
        placeOf={placeOf}
      />
    </ThreadProvider>
  );
}
