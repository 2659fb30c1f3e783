import { Trans, useLingui } from "@lingui/react/macro";

import styles from "./Form.module.css";

export type KeptMessages = "anonymise" | "remove";

/** Exactly what goes when a person's data is deleted, and what stays. */
export function WhatGoes({ messages, onMessages }: { messages: KeptMessages; onMessages: (messages: KeptMessages) => void }) {
  const { t } = useLingui();
  return (
    <>
      <ul>
        <li>
          <Trans>Goes at once: name, numbers and addresses, fields, notes, consent with its proofs, history, and everybody who was merged into them</Trans>
        </li>
        <li>
          <Trans>Goes within moments: their files, their part of raw webhooks and of the event log</Trans>
        </li>
        <li>
          <Trans>Stays: that somebody deleted a contact, and when; backups made before</Trans>
        </li>
      </ul>
      <Choice words={t`Keep bare messages for the figures`} hint={t`When, which way and what became of them; no words, no files, no name.`} checked={messages === "anonymise"} onChoose={() => onMessages("anonymise")} />
      <Choice words={t`Remove the messages too`} hint={t`Figures of past days become smaller.`} checked={messages === "remove"} onChoose={() => onMessages("remove")} />
    </>
  );
}

function Choice({ words, hint, checked, onChoose }: { words: string; hint: string; checked: boolean; onChoose: () => void }) {
  return (
    <label className={styles.choice}>
      <input type="radio" name="messages" checked={checked} onChange={onChoose} />
      <span>
        {words}
        <small>{hint}</small>
      </span>
    </label>
  );
}
