import { Trans, useLingui } from "@lingui/react/macro";
import { Forward, Users, X } from "lucide-react";
import { useId } from "react";

import { useContact, useMessages } from "../../live/hooks";
import type { Channel, Conversation, MailAddress, Message } from "../../protocol";
import { everybodyIn, mailOf } from "../content";
import { EMPTY_MAIL, type MailDraft, type Where } from "../draft";
import { shortName, unique, without } from "../people";
import { answerTo, forwardOf } from "../subject";
import { AddressField } from "./AddressField";
import styles from "./Writing.module.css";

interface MailHeadProps {
  conversation: Conversation;
  channel: Channel | undefined;
  mail: MailDraft;
  /** The message that is answered; none: the last mail. */
  answered: Message | undefined;
  onChange: (mail: MailDraft) => void;
}

/** To whom a mail goes, and what it is about. */
export default function MailHead({ conversation, channel, mail, answered, onChange }: MailHeadProps) {
  const { t } = useLingui();
  const subject = useId();
  const { contact } = useContact(conversation.contact.id);
  const { items } = useMessages(conversation.id);
  const mails = items.filter(({ message }) => message.content.mail);
  const last = answered ?? mails.at(-1)?.message;
  const forwarded = mail.forward ? items.find(({ message }) => message.id === mail.forward)?.message : undefined;
  const own = contact?.identities.filter(({ kind }) => kind === "email").map(({ value }) => value) ?? [];
  const change = (part: Partial<MailDraft>): void => onChange({ ...mail, ...part });
  const put = (where: Where) => (people: MailAddress[], typed: string) => change({ [where]: people, typed: { ...mail.typed, [where]: typed } });
  const others = mail.forward || !last ? [] : furtherIn(last, mail, own, channel?.address ?? "");
  const about = last ? (mailOf(last).subject ?? "") : "";
  const copies = mail.copies || mail.cc.length > 0 || mail.bcc.length > 0 || Boolean(mail.typed.cc || mail.typed.bcc);
  return (
    <div className={styles.head}>
      {mail.forward && (
        <p className={styles.forward}>
          <Forward size={14} aria-hidden />
          <span dir="auto">{forwarded ? <Trans>Forwards: {mailOf(forwarded).subject || forwarded.text || ""}</Trans> : <Trans>Forwards a mail</Trans>}</span>
          <button type="button" aria-label={t`Do not forward it`} onClick={() => onChange(EMPTY_MAIL)}>
            <X size={15} aria-hidden />
          </button>
        </p>
      )}
      <AddressField
        key={mail.forward ?? "answer"}
        label={t`To`}
        people={mail.to}
        typed={mail.typed.to ?? ""}
        onChange={put("to")}
        focused={mail.forward !== null}
        end={
          !copies && (
            <button type="button" className={styles.more} onClick={() => change({ copies: true })}>
              <Trans>Cc, Bcc</Trans>
            </button>
          )
        }
      >
        {mail.forward === null && (
          <span className={styles.chip} data-fixed title={own[0]}>
            <span dir="auto">{conversation.contact.name}</span>
          </span>
        )}
      </AddressField>
      {others.length > 0 && (
        <button type="button" className={styles.everybody} onClick={() => change({ cc: unique([...mail.cc, ...others]) })}>
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
          placeholder={(forwarded ? forwardOf(mailOf(forwarded).subject ?? "") : answerTo(about)) || t`What it is about`}
          onChange={(event) => change({ subject: event.target.value })}
        />
      </div>
    </div>
  );
}

function Everybody({ people }: { people: readonly MailAddress[] }) {
  const [first, second] = people.map(shortName);
  const further = people.length - 2;
  if (people.length === 1) return <Trans>Reply to all: also {first}</Trans>;
  if (further === 0) return <Trans>Reply to all: also {first} and {second}</Trans>;
  return <Trans>Reply to all: also {first}, {second} and {further} more</Trans>;
}

/** Who else had the last mail: not the contact, not our own mailbox (whatever token its address carries), not who has it already. */
function furtherIn(last: Message, mail: MailDraft, own: readonly string[], mailbox: string): MailAddress[] {
  const [local = "", domain = ""] = mailbox.toLowerCase().split("@");
  const named = [...mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => address);
  const told = mailOf(last);
  const writer = last.direction === "in" ? [told.from, told.answer_to].flatMap((person) => person?.address ?? []) : [];
  const found = unique(everybodyIn(told)).filter(({ address }) => {
    const [name = "", at = ""] = address.toLowerCase().split("@");
    return at !== domain || (name.split("+")[0] ?? "") !== (local.split("+")[0] ?? "");
  });
  return without(found, [...named, ...own, ...writer]);
}
