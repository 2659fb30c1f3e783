import { Trans, useLingui } from "@lingui/react/macro";
import { Bot, ShieldAlert } from "lucide-react";
import { useState } from "react";

import { useSelect } from "../../live/select";
import type { Message } from "../../protocol";
import { FormattedText } from "../../ui/FormattedText";
import { filesOf, type MailContent, mailOf } from "../content";
import { same } from "../subject";
import { verdictOf } from "../verdict";
import { Envelope } from "./Envelope";
import styles from "./Mail.module.css";
import { MailActs } from "./MailActs";
import { MailFiles } from "./MailFiles";

/** A mail: what it is about, between whom, what was said; what it repeats is folded away. */
export default function MailBody({ message }: { message: Message }) {
  const mail = mailOf(message);
  const subject = useNewSubject(message, mail.subject ?? "");
  return (
    <div className={styles.mail}>
      {subject && (
        <h3 className={styles.subject} dir="auto">
          {subject}
        </h3>
      )}
      <Envelope mail={mail} />
      <Forged mail={mail} />
      <Automatic kind={mail.automatic} />
      {message.text && <FormattedText text={message.text} />}
      {message.content.truncated ? (
        <p className={styles.aside}>
          <Trans>The rest was too long to show.</Trans>
        </p>
      ) : null}
      <Folded words={mail.quoted || (mail.signature ? `-- \n${mail.signature}` : "")} />
      <MailFiles files={filesOf(message)} />
      <MailActs message={message} mail={mail} />
    </div>
  );
}

/** The subject where the one before was another; null where it is only repeated. */
function useNewSubject(message: Message, subject: string): string | null {
  const before = useSelect((state) => subjectBefore(state.threads.get(message.conversation)?.messages ?? [], message));
  return subject && (before === null || !same(before, subject)) ? subject : null;
}

function subjectBefore(messages: readonly Message[], { id, order }: Message): string | null {
  const earlier = messages.findLast((other) => other.order < order && other.id !== id && other.content.mail);
  return earlier ? (mailOf(earlier).subject ?? "") : null;
}

function Forged({ mail }: { mail: MailContent }) {
  const verdict = verdictOf(mail);
  if (verdict?.outcome !== "failed") return null;
  const { checks } = verdict;
  return (
    <p className={styles.warning}>
      <ShieldAlert size={15} aria-hidden />
      <span>
        <b>
          <Trans>The sender may be forged.</Trans>
        </b>{" "}
        <Trans>The check of the sender’s address failed ({checks}): ask another way before you trust it.</Trans>
      </span>
    </p>
  );
}

function Automatic({ kind }: { kind: MailContent["automatic"] }) {
  const { t } = useLingui();
  if (!kind || kind === "no_answer") return null;
  const words = {
    reply: t`An automatic reply`,
    bulk: t`Sent to many at once`,
    report: t`A mail server’s report`,
    loop: t`One of our own mails, come back`,
    generated: t`Sent by a program`,
  };
  return (
    <p className={styles.aside}>
      <Bot size={14} aria-hidden />
      {words[kind] ?? t`Sent by a program`}
    </p>
  );
}

/** Quoted mails and signatures behind three dots. */
function Folded({ words }: { words: string }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  if (!words) return null;
  return (
    <>
      <button
        type="button"
        className={styles.dots}
        aria-expanded={open}
        aria-label={open ? t`Fold away what it quotes` : t`Show what it quotes`}
        title={open ? t`Fold away what it quotes` : t`Show what it quotes`}
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden>{"…"}</span>
      </button>
      {open && (
        <div className={styles.quoted}>
          <FormattedText text={words} />
        </div>
      )}
    </>
  );
}
