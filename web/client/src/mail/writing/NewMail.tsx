import { Trans, useLingui } from "@lingui/react/macro";
import { type FormEvent, useId, useState } from "react";

import { start } from "../../live/actions";
import { Button } from "../../ui/Button";
import { EMPTY_MAIL, isMailReady, sendOf, type Where } from "../draft";
import { AddressField } from "./AddressField";
import styles from "./Writing.module.css";

const LETTER = 60_000; // letters
const FREE: readonly Where[] = ["cc", "bcc"];

interface NewMailProps {
  /** From which mailbox; null while none is chosen. */
  channel: string | null;
  /** To whom; null while nobody is chosen. */
  to: { contact: string } | { email: string } | null;
  onStarted: (conversation: string) => void;
}

/** The first mail to somebody. */
export default function NewMail({ channel, to, onStarted }: NewMailProps) {
  const { t } = useLingui();
  const subject = useId();
  const [mail, setMail] = useState(EMPTY_MAIL);
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const names = { to: t`To`, cc: t`Cc`, bcc: t`Bcc` };
  const ready = channel && to && text.trim() && isMailReady(mail, []) && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    start({ channel, ...to, text: text.trim(), mail: sendOf(mail) })
      .then(({ conversation }) => onStarted(conversation.id))
      .catch((refused: Error) => setProblem(refused.message))
      .finally(() => setBusy(false));
  };
  return (
    <form className={styles.new} onSubmit={submit}>
      {FREE.map((where) => (
        <AddressField
          key={where}
          label={names[where]}
          people={mail[where]}
          typed={mail.typed[where] ?? ""}
          onChange={(people, typed) => setMail({ ...mail, [where]: people, typed: { ...mail.typed, [where]: typed } })}
        />
      ))}
      <div className={styles.line}>
        <label htmlFor={subject}>
          <Trans>Subject</Trans>
        </label>
        <input id={subject} dir="auto" maxLength={500} value={mail.subject} placeholder={t`What it is about`} onChange={(event) => setMail({ ...mail, subject: event.target.value })} />
      </div>
      <textarea rows={9} dir="auto" maxLength={LETTER} aria-label={t`Mail`} placeholder={t`Write the mail; your signature goes below it`} value={text} onChange={(event) => setText(event.target.value)} />
      {problem && (
        <p className={styles.tooMuch} role="alert">
          {problem}
        </p>
      )}
      <Button kind="main" type="submit" disabled={!ready}>
        <Trans>Send the mail</Trans>
      </Button>
    </form>
  );
}
