import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowLeft, Check, PanelRight } from "lucide-react";
import type { ReactNode } from "react";

import { reopen, resolve } from "../live/actions";
import { useTyping, useViewers } from "../live/hooks";
import type { Channel, Conversation } from "../protocol";
import { Avatar } from "../ui/Avatar";
import { AssignMenu } from "./AssignMenu";
import styles from "./Header.module.css";
import { SnoozeMenu } from "./SnoozeMenu";
import { useChannelWords } from "../ui/useChannelWords";

interface HeaderProps {
  conversation: Conversation;
  channel: Channel | undefined;
  assigning: boolean;
  onAssigning: (opened: boolean) => void;
  onBack: () => void;
  onPanel: () => void;
  run: (doing: Promise<unknown>) => void;
  acts?: ReactNode;
}

/** With whom one speaks, who else is here, and what may become of the conversation. */
export function Header({ conversation, channel, assigning, onAssigning, onBack, onPanel, run, acts }: HeaderProps) {
  const { t } = useLingui();
  const where = useChannelWords(channel);
  return (
    <header className={styles.bar}>
      <button type="button" className={styles.back} onClick={onBack} aria-label={t`Back to the list`}>
        <ArrowLeft size={20} />
      </button>
      <Avatar id={conversation.contact.id} name={conversation.contact.name} picture={conversation.contact.picture} channel={channel?.kind} size={36} />
      <h1 className={styles.who}>
        <button type="button" onClick={onPanel}>
          <b dir="auto">{conversation.contact.name}</b>
          <span>
            {where}
            <TypingWords conversation={conversation} />
          </span>
        </button>
      </h1>
      <Viewers conversation={conversation} />
      <AssignMenu conversation={conversation} channel={channel} opened={assigning} onChange={onAssigning} run={run} />
      {conversation.state !== "resolved" && <SnoozeMenu conversation={conversation} run={run} />}
      {conversation.state === "resolved" ? (
        <button type="button" className={styles.button} onClick={() => run(reopen(conversation.id))}>
          <Trans>Reopen</Trans>
        </button>
      ) : (
        <button type="button" className={styles.primary} data-role="resolve" title={t`Resolve (e)`} onClick={() => run(resolve(conversation.id))}>
          <Check className={styles.icon} size={18} aria-hidden />
          <span>
            <Trans>Resolve</Trans>
          </span>
        </button>
      )}
      <button type="button" className={styles.panel} onClick={onPanel} aria-label={t`Details of the contact`} title={t`Details of the contact`}>
        <PanelRight size={18} />
      </button>
      {acts}
    </header>
  );
}

function TypingWords({ conversation }: { conversation: Conversation }) {
  const typing = useTyping(conversation.id);
  if (!typing.some((who) => who.kind === "customer")) return null;
  return (
    <em className={styles.typing}>
      {" · "}
      <Trans>typing…</Trans>
    </em>
  );
}

/** Colleagues who have the same conversation open, so that nobody answers twice. */
function Viewers({ conversation }: { conversation: Conversation }) {
  const viewers = useViewers(conversation.id);
  const typing = useTyping(conversation.id);
  const [first] = viewers;
  if (!first) return null;
  const writer = viewers.find((user) => typing.some((who) => who.id === user.id));
  const name = (writer ?? first).name.split(" ")[0];
  const others = viewers.length - 1;
  return (
    <span className={styles.viewers} data-writing={writer ? true : undefined} title={viewers.map((user) => user.name).join(", ")} role="status">
      {writer ? <Trans>{name} is writing…</Trans> : others > 0 ? <Trans>{name} and {others} more are looking</Trans> : <Trans>{name} is looking too</Trans>}
    </span>
  );
}
