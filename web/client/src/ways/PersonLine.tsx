import { Trans, useLingui } from "@lingui/react/macro";
import { Layers } from "lucide-react";

import { useOutline } from "../live/hooks";
import { useConversationsOf } from "../live/useConversationsOf";
import type { Conversation, Id } from "../protocol";
import { Sign } from "./Sign";
import { useAccountWords } from "./useAccountWords";
import styles from "./Ways.module.css";

interface PersonLineProps {
  conversation: Conversation;
  whole: boolean;
  onWhole: (whole: boolean) => void;
  onOpen: (conversation: Id) => void;
}

/** Where else one speaks with the same person, and the way to read all of it together. Nothing, where there is one channel alone. */
export default function PersonLine({ conversation, whole, onWhole, onOpen }: PersonLineProps) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const nameOf = useAccountWords();
  const places = newestPerChannel(useConversationsOf(conversation.contact.id), conversation);
  if (places.length < 2) return null;
  return (
    <nav className={styles.line} aria-label={t`Channels of this person`}>
      <div className={styles.places}>
        {places.map((talk) => {
          const kind = channels.get(talk.channel)?.kind;
          const here = talk.id === conversation.id;
          const { unread } = talk;
          return (
            <button key={talk.id} type="button" className={styles.place} aria-current={here || undefined} onClick={() => !here && onOpen(talk.id)}>
              {kind && <Sign kind={kind} />}
              {kind && nameOf(talk.channel, kind)}
              {!here && unread > 0 && <b aria-label={t`${unread} unread`}>{unread}</b>}
            </button>
          );
        })}
      </div>
      <button type="button" className={styles.all} aria-pressed={whole} aria-label={t`All channels together`} onClick={() => onWhole(!whole)}>
        <Layers size={15} aria-hidden />
        <span>
          <Trans>All channels</Trans>
        </span>
      </button>
    </nav>
  );
}

/** One conversation for each channel account: the one that is open, else that of the last activity. */
export function newestPerChannel(talks: readonly Conversation[], current: Conversation): Conversation[] {
  const found = new Map<Id, Conversation>([[current.channel, current]]);
  for (const talk of talks) if (talk.state !== "quiet" && !found.has(talk.channel)) found.set(talk.channel, talk);
  return [...found.values()];
}
