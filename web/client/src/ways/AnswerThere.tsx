import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useState } from "react";

import composer from "../conversation/composer/Composer.module.css";
import type { Composing } from "../conversation/composer/useComposer";
import { Quoted } from "../conversation/Quote";
import { useOutline } from "../live/hooks";
import type { Id, Message } from "../protocol";
import { bring, tooLong } from "./goThere";
import { useAccountWords } from "./useAccountWords";
import styles from "./Ways.module.css";

interface AnswerThereProps {
  message: Message;
  composing: Composing;
  onOpen: (conversation: Id) => void;
  onDrop: () => void;
}

/** What was said on another channel is answered there: one press, and the words, files and the quotation come along. */
export default function AnswerThere({ message, composing, onOpen, onDrop }: AnswerThereProps) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const nameOf = useAccountWords();
  const [trouble, setTrouble] = useState("");
  const kind = channels.get(message.channel)?.kind ?? "whatsapp";
  const place = nameOf(message.channel, kind);
  const { draft, uploads } = composing;
  const go = (): void => {
    const over = tooLong(draft.text, kind);
    if (over > 0) return setTrouble(t`Your text is ${over} characters too long for ${place}. Shorten it first.`);
    if (uploads.items.some((file) => !file.attachment && !file.error)) return setTrouble(t`Wait until your files are uploaded.`);
    bring(message.conversation, draft, uploads.items, message.id);
    composing.change({ text: "", replyTo: null });
    uploads.clear();
    onDrop();
    requestAnimationFrame(() => onOpen(message.conversation)); // what was carried along is not kept here as well
  };
  return (
    <div className={styles.there} role="group" aria-label={t`Said on ${place}`}>
      <div className={composer.banner}>
        <span>
          <Quoted message={message} />
        </span>
        <button type="button" className={styles.link} onClick={go}>
          <Trans>Answer on {place}</Trans>
        </button>
        <button type="button" className={composer.tool} onClick={onDrop} aria-label={t`Do not answer this message`}>
          <X size={16} />
        </button>
      </div>
      {trouble && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}
