import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";

import { editContact, tag } from "../../live/actions";
import { useContact, useOutline } from "../../live/hooks";
import type { Channel, Contact, Conversation, Identity } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { DrawnLine, useDrawnWidth } from "../../ui/DrawnLine";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./ContactPanel.module.css";
import { Consent } from "./Consent";
import { EditableText } from "./EditableText";
import { OtherConversations } from "./OtherConversations";
import { TagEditor } from "./TagEditor";

const WIDTHS = { least: 260, most: 480, usual: 304 }; // px

interface ContactPanelProps {
  conversation: Conversation;
  channel: Channel | undefined;
  shown: boolean; // over the thread, where it has no column of its own
  onClose: () => void;
  onOpen: (conversation: string) => void;
  run: (doing: Promise<unknown>) => void;
  aside?: ReactNode;
}

/** Who one speaks with: what is known, how they are reached, and what else there was. */
export function ContactPanel({ conversation, channel, shown, onClose, onOpen, run, aside }: ContactPanelProps) {
  const { t } = useLingui();
  const { contact, error } = useContact(conversation.contact.id);
  const [width, setWidth] = useDrawnWidth("panel-width", WIDTHS);
  return (
    <>
      <DrawnLine label={t`Width of the contact’s details`} width={width} widths={WIDTHS} of="right" onWidth={setWidth} />
      <aside className={styles.panel} style={{ "--panel": `${width}px` } as CSSProperties} data-shown={shown || undefined} aria-label={t`The contact`}>
        <button type="button" className={styles.close} onClick={onClose} aria-label={t`Close`}>
          <X size={20} />
        </button>
        <div className={styles.head}>
          <Avatar id={conversation.contact.id} name={conversation.contact.name} picture={conversation.contact.picture} channel={channel?.kind} size={64} />
          <h2 dir="auto">{conversation.contact.name}</h2>
          {contact && <p>{contact.identities.find((one) => one.kind === "phone")?.display ?? contact.identities.find((one) => !isForMachines(one))?.display}</p>}
        </div>
        {error && <p className={styles.problem}>{error.message}</p>}
        {contact ? <Details contact={contact} run={run} /> : !error && <Skeleton height={120} />}
        <section className={styles.section}>
          <h3>
            <Trans>Tags</Trans>
          </h3>
          <TagEditor tags={conversation.tags} onChange={(tags) => run(tag(conversation.id, tags))} />
        </section>
        {aside}
        {contact && <Consent consent={contact.consent} />}
        {contact && <Identities contact={contact} />}
        <OtherConversations contact={conversation.contact.id} current={conversation.id} onOpen={onOpen} />
      </aside>
    </>
  );
}

function Details({ contact, run }: { contact: Contact; run: (doing: Promise<unknown>) => void }) {
  const { t } = useLingui();
  const { users } = useOutline();
  const fields = Object.entries(contact.fields).filter(([, value]) => typeof value === "string" || typeof value === "number");
  const mail = contact.identities.find((one) => one.kind === "email");
  return (
    <section className={styles.section}>
      <h3>
        <Trans>Details</Trans>
      </h3>
      <dl className={styles.facts}>
        <dt>{t`Name`}</dt>
        <dd>
          <EditableText label={t`Name`} value={contact.name} onSave={(name) => run(editContact(contact.id, { name }))} needed />
        </dd>
        <dt>{t`Company`}</dt>
        <dd>
          <EditableText label={t`Company`} value={contact.company ?? ""} onSave={(company) => run(editContact(contact.id, { company }))} />
        </dd>
        {contact.owner && (
          <>
            <dt>{t`Owner`}</dt>
            <dd>{users.get(contact.owner)?.name}</dd>
          </>
        )}
        {mail && (
          <>
            <dt>{t`E-mail`}</dt>
            <dd>{mail.display}</dd>
          </>
        )}
        {fields.map(([name, value]) => (
          <div key={name} className={styles.pair}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Identities({ contact }: { contact: Contact }) {
  const { t } = useLingui();
  const words: Record<string, string> = {
    phone: t`Phone`,
    whatsapp_user: t`WhatsApp ID`,
    whatsapp_parent: t`WhatsApp ID of the group of companies`,
    username: t`User name`,
    line_user: t`LINE`,
    email: t`E-mail`,
    mail_from: t`E-mail, sender not proven`,
  };
  const row = (one: Identity) => (
    <div key={`${one.kind}-${one.value}`} className={styles.pair}>
      <dt>{words[one.kind] ?? one.kind.replaceAll("_", " ")}</dt>
      <dd className={styles.identity} title={one.value}>
        {one.display}
      </dd>
    </div>
  );
  const { channels } = useOutline();
  const accounts = [...channels.values()].filter(({ kind }) => kind === "line");
  const accountOf = (id: string | null) => (channels.get(id ?? "") ?? (accounts.length === 1 ? accounts[0] : undefined))?.name;
  const lines = contact.identities.filter(({ kind }) => kind === "line_user");
  const [machines, peoples] = [contact.identities.filter(isForMachines), contact.identities.filter((one) => !isForMachines(one))];
  return (
    <section className={styles.section}>
      <h3>
        <Trans>Reached by</Trans>
      </h3>
      <dl className={styles.facts}>
        {peoples.map(row)}
        {lines.map(({ id, channel }) => (
          <div key={id} className={styles.pair}>
            <dt>{words.line_user}</dt>
            <dd>{accountOf(channel) ?? t`a friend of the office`}</dd>
          </div>
        ))}
      </dl>
      {machines.length > 0 && (
        <details className={styles.machines}>
          <summary>
            <Trans>Identifiers of the provider</Trans>
          </summary>
          <dl className={styles.facts}>{machines.map(row)}</dl>
        </details>
      )}
    </section>
  );
}

function isForMachines({ kind }: Identity): boolean {
  return kind === "whatsapp_user" || kind === "whatsapp_parent" || kind === "line_user";
}
