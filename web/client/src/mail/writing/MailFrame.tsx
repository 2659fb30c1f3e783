import { useLingui } from "@lingui/react/macro";
import { ChevronDown } from "lucide-react";
import { type ReactNode, type RefObject, useState } from "react";

import type { Conversation } from "../../protocol";
import { isMailBegun, type MailDraft } from "../draft";
import { shortName } from "../people";
import { MailFoot } from "./MailFoot";
import { MailHead } from "./MailHead";
import { Preview } from "./Preview";
import { useBegun } from "./useBegun";
import styles from "./Writing.module.css";

interface MailFrameProps {
  conversation: Conversation;
  mail: MailDraft;
  words: string;
  /** The message that is answered; null: the newest mail. */
  answers: string | null;
  field: RefObject<HTMLTextAreaElement | null>;
  write: (text: string) => void;
  onChange: (mail: MailDraft) => void;
  /** Bytes of each file that goes along. */
  sizes: readonly number[];
  /** Where one writes. */
  children: ReactNode;
}

/** A letter around what is being written: to whom, about what; its looks, its signature, its files. */
export default function MailFrame({ conversation, mail, words, answers, field, write, onChange, sizes, children }: MailFrameProps) {
  const { t } = useLingui();
  const begun = useBegun(conversation.id, answers);
  const [opened, setOpened] = useState(() => !narrow());
  const [previewed, setPreview] = useState(false);
  const preview = previewed && words.trim() !== "";
  const idle = !opened && !words && sizes.length === 0 && !isMailBegun(mail);
  const to = begun?.to.map(shortName).join(", ") || conversation.contact.name;
  return (
    <div className={styles.frame} onFocus={() => setOpened(true)}>
      {idle ? (
        <button type="button" className={styles.folded} aria-expanded={false} onClick={() => setOpened(true)}>
          <span dir="auto">{[t`To ${to}`, begun?.subject].filter(Boolean).join(" · ")}</span>
          <ChevronDown size={15} aria-hidden />
        </button>
      ) : (
        <MailHead conversation={conversation} mail={mail} begun={begun} onChange={onChange} />
      )}
      <div hidden={preview}>{children}</div>
      {preview && <Preview words={words} signature={begun?.signature ?? ""} />}
      {!idle && <MailFoot words={words} field={field} write={write} sizes={sizes} begun={begun} preview={preview} onPreview={setPreview} />}
    </div>
  );
}

/** Where there is little room, the letter opens when somebody writes. */
function narrow(): boolean {
  return window.matchMedia("(max-width: 700px)").matches;
}
