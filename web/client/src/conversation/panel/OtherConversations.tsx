import { Trans, useLingui } from "@lingui/react/macro";

import { useOutline } from "../../live/hooks";
import type { Conversation } from "../../protocol";
import { useNow } from "../../ui/now";
import { listTime } from "../../ui/time";
import { useChannelWords } from "../../ui/useChannelWords";
import styles from "./ContactPanel.module.css";
import { useConversationsOf } from "../../live/useConversationsOf";

interface OtherConversationsProps {
  contact: string;
  current: string;
  onOpen: (conversation: string) => void;
}

/** The same person's other conversations, on this channel before or on others now. */
export function OtherConversations({ contact, current, onOpen }: OtherConversationsProps) {
  const others = useConversationsOf(contact).filter((conversation) => conversation.id !== current);
  if (others.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>
        <Trans>Also on</Trans>
      </h3>
      {others.map((conversation) => (
        <Other key={conversation.id} conversation={conversation} onOpen={onOpen} />
      ))}
    </section>
  );
}

function Other({ conversation, onOpen }: { conversation: Conversation; onOpen: (id: string) => void }) {
  const { i18n, t } = useLingui();
  const now = useNow();
  const { channels } = useOutline();
  const where = useChannelWords(channels.get(conversation.channel));
  const states = { open: t`open`, snoozed: t`snoozed`, resolved: t`resolved`, quiet: t`quiet` };
  const at = conversation.last_message?.at ?? conversation.created_at;
  return (
    <button type="button" className={styles.other} onClick={() => onOpen(conversation.id)}>
      <span>{where}</span>
      <small>{`${states[conversation.state]} · ${listTime(at, now, i18n.locale)}`}</small>
    </button>
  );
}
