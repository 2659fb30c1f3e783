import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useState } from "react";

import type { Contact } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { displayOf, FoundContacts } from "./FoundContacts";
import styles from "./NewConversation.module.css";
import { asPhone } from "./phone";

export interface Recipient {
  name: string;
  display: string;
  to: { contact: string } | { phone: string };
}

/** A contact found by name or number, or a number nobody has yet. */
export function RecipientField({ value, onChange }: { value: Recipient | null; onChange: (value: Recipient | null) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const phone = asPhone(typed);
  if (value) return <Chosen value={value} onDrop={() => onChange(null)} />;
  return (
    <div className={styles.field}>
      <label htmlFor="recipient">
        <Trans>To</Trans>
      </label>
      <input
        id="recipient"
        data-autofocus
        value={typed}
        dir="auto"
        autoComplete="off"
        placeholder={t`A name, or a number like +66 81 234 5678`}
        onChange={(event) => setTyped(event.target.value)}
      />
      <FoundContacts sought={typed} onPick={(contact) => onChange(fromContact(contact))}>
        {phone && (
          <li>
            <button type="button" onClick={() => onChange({ name: phone, display: "", to: { phone } })}>
              <Avatar id={phone} name={phone} size={28} />
              <b>{phone}</b>
              <span>
                <Trans>Write to this number</Trans>
              </span>
            </button>
          </li>
        )}
      </FoundContacts>
    </div>
  );
}

function Chosen({ value, onDrop }: { value: Recipient; onDrop: () => void }) {
  const { t } = useLingui();
  return (
    <div className={styles.field}>
      <span>
        <Trans>To</Trans>
      </span>
      <div className={styles.chosen}>
        <Avatar id={value.name} name={value.name} size={26} />
        <b>{value.name}</b>
        <span>{value.display}</span>
        <button type="button" onClick={onDrop} aria-label={t`Somebody else`}>
          <X size={15} />
        </button>
      </div>
    </div>
  );
}

export function fromContact(contact: Contact): Recipient {
  return { name: contact.name, display: displayOf(contact), to: { contact: contact.id } };
}
