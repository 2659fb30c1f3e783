import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, X } from "lucide-react";
import { useState } from "react";

import type { Json } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import { interactiveOf, MOST_BUTTONS, MOST_ROWS, ROW_TITLE, BUTTON_TITLE } from "./interactive";
import styles from "./Form.module.css";

interface InteractiveBuilderProps {
  text: string;
  onSend: (interactive: Record<string, Json>) => void;
  onClose: () => void;
}

/** A question with up to three buttons; with more answers it becomes a list. */
export default function InteractiveBuilder({ text, onSend, onClose }: InteractiveBuilderProps) {
  const { t } = useLingui();
  const [body, setBody] = useState(text);
  const [answers, setAnswers] = useState(["", ""]);
  const [footer, setFooter] = useState("");
  const interactive = interactiveOf({ body, answers, footer, open: t`Choose` });
  const asList = answers.length > MOST_BUTTONS;
  const set = (index: number, value: string) => setAnswers(answers.map((held, at) => (at === index ? value : held)));
  return (
    <Dialog title={t`Ask with buttons`} width={480} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (interactive) onSend(interactive);
        }}
      >
        <label>
          <Trans>Question</Trans>
          <textarea rows={3} dir="auto" maxLength={1024} value={body} data-autofocus onChange={(event) => setBody(event.target.value)} />
        </label>
        <fieldset>
          <legend>{asList ? <Trans>Answers, shown as a list</Trans> : <Trans>Answers, shown as buttons</Trans>}</legend>
          {answers.map((answer, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- an answer is its place
            <div className={styles.answer} key={index}>
              <input
                value={answer}
                dir="auto"
                maxLength={asList ? ROW_TITLE : BUTTON_TITLE}
                aria-label={t`Answer ${index + 1}`}
                onChange={(event) => set(index, event.target.value)}
              />
              {answers.length > 1 && (
                <button type="button" aria-label={t`Leave out answer ${index + 1}`} onClick={() => setAnswers(answers.filter((_, at) => at !== index))}>
                  <X size={15} />
                </button>
              )}
            </div>
          ))}
          {answers.length < MOST_ROWS && (
            <button type="button" className={styles.add} onClick={() => setAnswers([...answers, ""])}>
              <Plus size={14} aria-hidden />
              <Trans>One more</Trans>
            </button>
          )}
        </fieldset>
        <label>
          <Trans>Small print</Trans>
          <input value={footer} dir="auto" maxLength={60} onChange={(event) => setFooter(event.target.value)} />
        </label>
        <button type="submit" className={styles.submit} disabled={!interactive}>
          <Trans>Send</Trans>
        </button>
      </form>
    </Dialog>
  );
}
