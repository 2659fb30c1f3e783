import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useState } from "react";

import { isAddress } from "../../mail/people";
import type { ChannelKind, Contact } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { displayOf, FoundContacts } from "./FoundContacts";
import styles from "./NewConversation.module.css";
import { asPhone } from "./phone";

/** Where each kind of identity is written to. */
const KINDS: Record<string, ChannelKind | undefined> = { phone: "whatsapp", whatsapp_user: "whatsapp", email: "mail" };

export interface Recipient {
  name: string;
  display: string;
  to: { contact: string } | { phone: string } | { email: string };
  /** By which kinds of channel they can be written to. */
  kinds: readonly ChannelKind[];
}

/** A contact found by name, number or address, or a number or an address nobody has yet. */
export function RecipientField({ value, onChange }: { value: Recipient | null; onChange: (value: Recipient | null) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const phone = asPhone(typed);
  const email = isAddress(typed.trim()) ? typed.trim().toLowerCase() : null;
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
        placeholder={t`A name, a number or an e-mail address`}
        onChange={(event) => setTyped(event.target.value)}
      />
      <FoundContacts sought={typed} onPick={(contact) => onChange(fromContact(contact))}>
        {phone && (
          <li>
            <button type="button" onClick={() => onChange({ name: phone, display: "", to: { phone }, kinds: ["whatsapp"] })}>
              <Avatar id={phone} name={phone} size={28} />
              <b>{phone}</b>
              <span>
                <Trans>Write to this number</Trans>
              </span>
            </button>
          </li>
        )}
        {email && (
          <li>
            <button type="button" onClick={() => onChange({ name: email, display: "", to: { email }, kinds: ["mail"] })}>
              <Avatar id={email} name={email} size={28} />
              <b>{email}</b>
              <span>
                <Trans>Write to this address</Trans>
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
  const known = new Set(contact.identities.map(({ kind }) => KINDS[kind]));
  return { name: contact.name, display: displayOf(contact), to: { contact: contact.id }, kinds: [...known].filter((kind) => kind !== undefined) };
}
