import { useLingui } from "@lingui/react/macro";
import { type ClipboardEvent, type KeyboardEvent, useId, useMemo, useState } from "react";

import type { Reply } from "../../protocol";
import styles from "./Composer.module.css";
import { fillReply } from "../../live/actions";
import { matchingReplies, ReplyMenu, soughtReply } from "./ReplyMenu";
import type { Composing } from "./useComposer";

const LONGEST = 4096; // letters WhatsApp takes in one message
const LETTER = 60_000; // of a mail

interface TextFieldProps {
  conversation: string;
  composing: Composing;
  replies: ReadonlyMap<string, Reply>;
}

/** Enter sends, Shift+Enter begins a line; a stroke at the start offers the canned replies. */
export function TextField({ conversation, composing, replies }: TextFieldProps) {
  const { t } = useLingui();
  const { draft, words, onMail, uploads, field, write, change, submit } = composing;
  const menu = useId();
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState("");
  const sought = draft.note || words === dismissed ? null : soughtReply(words);
  const matching = useMemo(() => (sought === null ? [] : matchingReplies(replies.values(), sought)), [replies, sought]);
  const pick = (reply: Reply) => {
    write(reply.text);
    field.current?.focus();
    if (reply.text.includes("{{")) void filled(reply);
  };
  const filled = async (reply: Reply) => {
    const text = await fillReply(reply.id, conversation).catch(() => reply.text); // offline: with its braces, for a person to fill in
    if (field.current?.value === reply.text) write(text); // unless it was written on meanwhile
  };

  const onMenuKey = (event: KeyboardEvent): boolean => {
    if (sought === null) return false;
    const count = matching.length || 1;
    const chosen = matching[active % count];
    if (event.key === "ArrowDown") setActive((active + 1) % count);
    else if (event.key === "ArrowUp") setActive((active + count - 1) % count);
    else if (event.key === "Escape") setDismissed(words);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) pick(chosen);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return; // Enter ends a Japanese or Thai composition, not the message
    if (onMenuKey(event)) return event.preventDefault();
    const sends = onMail ? event.ctrlKey || event.metaKey : !event.shiftKey && !byThumb(); // Enter begins a line of a letter
    if (event.key === "Enter" && sends) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") {
      change({ replyTo: null, note: false });
      if (!draft.replyTo && !draft.note) field.current?.blur();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    if (draft.note || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    uploads.add(event.clipboardData.files);
  };
  return (
    <>
      {sought !== null && <ReplyMenu id={menu} replies={matching} active={active % (matching.length || 1)} onPick={pick} />}
      <textarea
        ref={field}
        className={styles.text}
        rows={onMail ? 3 : 1}
        dir="auto"
        value={words}
        maxLength={onMail ? LETTER : LONGEST}
        placeholder={draft.note ? t`A note only your team can read` : t`Write a message, or / for a canned reply`}
        aria-label={draft.note ? t`Note` : t`Message`}
        aria-controls={sought === null ? undefined : menu}
        aria-activedescendant={sought === null || matching.length === 0 ? undefined : `${menu}-${active % matching.length}`}
        onChange={(event) => (write(event.target.value), setActive(0))}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
    </>
  );
}

/** On a phone Enter begins a line, as its keyboards promise; there is a button to send. */
function byThumb(): boolean {
  return window.matchMedia("(pointer: coarse)").matches;
}
