import { Trans, useLingui } from "@lingui/react/macro";
import { Paperclip } from "lucide-react";
import { type FormEvent, useId, useRef, useState } from "react";

import { UploadTray } from "../../conversation/composer/UploadTray";
import { useUploads } from "../../conversation/composer/useUploads";
import { start } from "../../live/actions";
import { Button } from "../../ui/Button";
import { EMPTY_MAIL, isMailReady, sendOf, type Where } from "../draft";
import { AddressField } from "./AddressField";
import { Carried } from "./Carried";
import { Copies } from "./Copies";
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

/** The first mail to somebody: to whom else, about what, with which files. */
export default function NewMail({ channel, to, onStarted }: NewMailProps) {
  const { t } = useLingui();
  const subject = useId();
  const [mail, setMail] = useState(EMPTY_MAIL);
  const [text, setText] = useState("");
  const uploads = useUploads(null);
  const files = useRef<HTMLInputElement>(null);
  const sizes = uploads.items.map(({ file }) => file.size);
  const uploaded = uploads.items.every(({ attachment }) => attachment);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const names = { to: t`To`, cc: t`Cc`, bcc: t`Bcc` };
  const ready = channel && to && (text.trim() || uploads.items.length > 0) && uploaded && isMailReady(mail, sizes) && !busy;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    const attachments = uploads.items.flatMap(({ attachment }) => attachment?.id ?? []);
    start({ channel, ...to, ...(text.trim() && { text: text.trim() }), ...(attachments.length > 0 && { attachments }), mail: sendOf(mail) })
      .then(({ conversation }) => onStarted(conversation.id))
      .catch((refused: Error) => setProblem(refused.message))
      .finally(() => setBusy(false));
  };
  return (
    <form
      className={styles.new}
      onSubmit={submit}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => (event.preventDefault(), uploads.add(event.dataTransfer.files))}
      onPaste={(event) => event.clipboardData.files.length > 0 && (event.preventDefault(), uploads.add(event.clipboardData.files))}
    >
      {mail.copies && FREE.map((where) => (
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
        {!mail.copies && <Copies onOpen={() => setMail({ ...mail, copies: true })} />}
      </div>
      <textarea rows={9} dir="auto" maxLength={LETTER} aria-label={t`Mail`} placeholder={t`Write the mail; your signature goes below it`} value={text} onChange={(event) => setText(event.target.value)} />
      <UploadTray items={uploads.items} onRemove={uploads.remove} />
      <Carried sizes={sizes} />
      {problem && (
        <p className={styles.tooMuch} role="alert">
          {problem}
        </p>
      )}
      <div className={styles.last}>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label={t`Files`}
          onChange={(event) => {
            uploads.add(event.target.files ?? []);
            event.target.value = "";
          }}
        />
        <Button onClick={() => files.current?.click()}>
          <Paperclip size={16} aria-hidden />
          <Trans>Attach files</Trans>
        </Button>
        <Button kind="main" type="submit" disabled={!ready}>
          <Trans>Send the mail</Trans>
        </Button>
      </div>
    </form>
  );
}
