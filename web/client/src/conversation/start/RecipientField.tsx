import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";

import { searchContacts } from "../../live/actions";
import { isAddress } from "../../mail/people";
import type { ChannelKind, Contact } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Suggest } from "../../ui/Suggest";
import { displayOf } from "./FoundContacts";
import styles from "./NewConversation.module.css";
import { asPhone } from "./phone";

const FEWEST = 2; // letters of a name
const MOST = 6;
/** Where each kind of identity is written to. */
const KINDS: Record<string, ChannelKind | undefined> = { phone: "whatsapp", whatsapp_user: "whatsapp", email: "mail" };

export interface Recipient {
  name: string;
  display: string;
  to: { contact: string } | { phone: string } | { email: string };
  /** By which kinds of channel they can be written to. */
  kinds: readonly ChannelKind[];
  /** What they read, where that is known. */
  language?: string | null;
}

type Choice = { contact: Contact } | { recipient: Recipient };

interface RecipientFieldProps {
  value: Recipient | null;
  onChange: (value: Recipient | null) => void;
  /** As soon as what is typed can only be written to by one kind of channel. */
  onLean: (kind: ChannelKind | null) => void;
}

/** A contact found by name, number or address, or a number or an address nobody has yet. */
export function RecipientField({ value, onChange, onLean }: RecipientFieldProps) {
  const { t } = useLingui();
  if (value) return <Chosen value={value} onDrop={() => onChange(null)} />;
  const take = (typed: string) => {
    const recipient = asTyped(typed);
    if (recipient) onChange(recipient);
  };
  const find = async (typed: string): Promise<Choice[]> => {
    const recipient = asTyped(typed);
    const contacts = typed.length < FEWEST ? [] : await searchContacts(typed, MOST).catch(() => []); // a number can be written to all the same
    return [...contacts.map((contact) => ({ contact })), ...(recipient ? [{ recipient }] : [])];
  };
  return (
    <div className={styles.field}>
      <span>
        <Trans>To</Trans>
      </span>
      <Suggest<Choice>
        label={t`To`}
        placeholder={t`A name, a number or an e-mail address`}
        focused
        eager
        find={find}
        keyOf={(choice) => ("contact" in choice ? choice.contact.id : choice.recipient.name)}
        renderItem={(choice) => ("contact" in choice ? <Known contact={choice.contact} /> : <Unknown recipient={choice.recipient} />)}
        onPick={(choice) => onChange("contact" in choice ? fromContact(choice.contact) : choice.recipient)}
        onFree={take}
        onLeave={take}
        onType={(typed) => onLean(asTyped(typed)?.kinds[0] ?? null)}
      />
    </div>
  );
}

function Known({ contact }: { contact: Contact }) {
  return (
    <>
      <Avatar id={contact.id} name={contact.name} picture={contact.picture} size={28} />
      <b dir="auto">{contact.name}</b>
      <span>{displayOf(contact)}</span>
    </>
  );
}

function Unknown({ recipient: { name, to } }: { recipient: Recipient }) {
  return (
    <>
      <Avatar id={name} name={name} size={28} />
      <b>{name}</b>
      <span>{"email" in to ? <Trans>Write to this address</Trans> : <Trans>Write to this number</Trans>}</span>
    </>
  );
}

/** Whom a whole number or a whole address names, though nobody has it yet. */
export function asTyped(typed: string): Recipient | null {
  const phone = asPhone(typed);
  if (phone) return { name: phone, display: "", to: { phone }, kinds: ["whatsapp"] };
  const email = typed.trim().toLowerCase();
  return isAddress(email) ? { name: email, display: "", to: { email }, kinds: ["mail"] } : null;
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
  return { name: contact.name, display: displayOf(contact), to: { contact: contact.id }, kinds: [...known].filter((kind) => kind !== undefined), language: contact.language };
}
