import { Trans, useLingui } from "@lingui/react/macro";
import { Forward, Users, X } from "lucide-react";
import { useId } from "react";

import { useSelect } from "../../live/select";
import type { MailDraft as Begun, Conversation, MailAddress } from "../../protocol";
import { mailOf } from "../content";
import { EMPTY_MAIL, type MailDraft, type Where } from "../draft";
import { longName, shortName, unique, without } from "../people";
import { forwardOf } from "../subject";
import { AddressField } from "./AddressField";
import { Copies } from "./Copies";
import styles from "./Writing.module.css";

interface MailHeadProps {
  conversation: Conversation;
  mail: MailDraft;
  begun: Begun | null;
  onChange: (mail: MailDraft) => void;
}

/** To whom a mail goes, and what it is about. */
export function MailHead({ conversation, mail, begun, onChange }: MailHeadProps) {
  const { t } = useLingui();
  const subject = useId();
  const forwarded = useSelect((state) => state.threads.get(conversation.id)?.messages.find(({ id }) => id === mail.forward));
  const change = (part: Partial<MailDraft>): void => onChange({ ...mail, ...part });
  const put = (where: Where) => (people: MailAddress[], typed: string) => change({ [where]: people, typed: { ...mail.typed, [where]: typed } });
  const copies = mail.copies || mail.cc.length > 0 || mail.bcc.length > 0 || Boolean(mail.typed.cc || mail.typed.bcc);
  const named = [...mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => address);
  const others = mail.forward ? [] : without(begun?.everyone ?? [], named);
  const placeholder = forwarded ? forwardOf(mailOf(forwarded).subject ?? "") : begun?.subject;
  return (
    <div className={styles.head}>
      {mail.forward && (
        <p className={styles.forward}>
          <Forward size={14} aria-hidden />
          <span dir="auto">
            {forwarded ? <Trans>Forwards: {mailOf(forwarded).subject || forwarded.text || ""}</Trans> : <Trans>Forwards a mail</Trans>}
          </span>
          <button type="button" aria-label={t`Do not forward it`} onClick={() => onChange(EMPTY_MAIL)}>
            <X size={15} aria-hidden />
          </button>
        </p>
      )}
      <AddressField
        key={mail.forward ?? ""}
        label={t`To`}
        people={mail.to}
        typed={mail.typed.to ?? ""}
        onChange={put("to")}
        focused={mail.forward !== null}
        end={!copies && <Copies onOpen={() => change({ copies: true })} />}
      >
        {mail.forward === null && <Answered people={begun?.to ?? []} name={conversation.contact.name} />}
      </AddressField>
      {others.length > 0 && (
        <button type="button" className={styles.everybody} onClick={() => change({ cc: unique([...mail.cc, ...others.map(addressed)]) })}>
          <Users size={14} aria-hidden />
          <Everybody people={others} />
        </button>
      )}
      {copies && (
        <>
          <AddressField label={t`Cc`} people={mail.cc} typed={mail.typed.cc ?? ""} onChange={put("cc")} />
          <AddressField label={t`Bcc`} people={mail.bcc} typed={mail.typed.bcc ?? ""} onChange={put("bcc")} />
        </>
      )}
      <div className={styles.line}>
        <label htmlFor={subject}>
          <Trans>Subject</Trans>
        </label>
        <input
          id={subject}
          dir="auto"
          maxLength={500}
          value={mail.subject}
          placeholder={placeholder || t`What it is about`}
          onChange={(event) => change({ subject: event.target.value })}
        />
      </div>
    </div>
  );
}

/** Whom an answer goes to by itself. */
function Answered({ people, name }: { people: readonly MailAddress[]; name: string }) {
  if (people.length === 0) return <Fixed name={name} whole={name} />;
  return people.map((person) => <Fixed key={person.address} name={people.length === 1 && !person.name ? name : shortName(person)} whole={longName(person)} />);
}

function Fixed({ name, whole }: { name: string; whole: string }) {
  return (
    <span className={styles.chip} data-fixed title={whole}>
      <span dir="auto">{name}</span>
    </span>
  );
}

function Everybody({ people }: { people: readonly MailAddress[] }) {
  const [first, second] = people.map(shortName);
  const further = people.length - 2;
  if (people.length === 1) return <Trans>Reply to all: also {first}</Trans>;
  if (further === 0) return <Trans>Reply to all: also {first} and {second}</Trans>;
  return <Trans>Reply to all: also {first}, {second} and {further} more</Trans>;
}

/** As it is sent: a name that is not there is left out. */
function addressed({ address, name }: MailAddress): MailAddress {
  return name ? { address, name } : { address };
}
