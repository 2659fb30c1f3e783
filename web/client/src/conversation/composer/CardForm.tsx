import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Json } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import { FoundContacts } from "../start/FoundContacts";
import { asPhone } from "../start/phone";
import { cardOf, type Filled, filledFrom, UNFILLED } from "./card";
import styles from "./Form.module.css";

interface CardFormProps {
  onSend: (contacts: Record<string, Json>[]) => void;
  onClose: () => void;
}

/** A contact card to send: of somebody known here, or typed. */
export default function CardForm({ onSend, onClose }: CardFormProps) {
  const { t } = useLingui();
  const [filled, setFilled] = useState<Filled>(UNFILLED);
  const [sought, setSought] = useState("");
  const set = (part: Partial<Filled>) => setFilled({ ...filled, ...part });
  const phoned = filled.phone.trim() === "" || asPhone(filled.phone) !== null;
  const card = phoned ? cardOf(filled) : null;
  return (
    <Dialog title={t`Send a contact`} width={440} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (card) onSend([card]);
        }}
      >
        <div className={styles.finder}>
          <label>
            <Trans>Name</Trans>
            <input
              value={filled.name}
              dir="auto"
              maxLength={256}
              autoComplete="off"
              data-autofocus
              onChange={(event) => (set({ name: event.target.value }), setSought(event.target.value))}
            />
          </label>
          <FoundContacts sought={sought} onPick={(contact) => (setFilled(filledFrom(contact)), setSought(""))} />
        </div>
        <label>
          <Trans>Phone</Trans>
          <input value={filled.phone} type="tel" maxLength={40} aria-invalid={!phoned} onChange={(event) => set({ phone: event.target.value })} />
        </label>
        <label>
          <Trans>E-mail</Trans>
          <input value={filled.email} type="email" maxLength={254} onChange={(event) => set({ email: event.target.value })} />
        </label>
        <label>
          <Trans>Company</Trans>
          <input value={filled.organization} dir="auto" maxLength={200} onChange={(event) => set({ organization: event.target.value })} />
        </label>
        <button type="submit" className={styles.submit} disabled={!card}>
          <Trans>Send</Trans>
        </button>
      </form>
    </Dialog>
  );
}
