import { Trans, useLingui } from "@lingui/react/macro";
import { Ban } from "lucide-react";
import { memo } from "react";

import type { Contact, Id, TagUse, User } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Skeleton } from "../../ui/Skeleton";
import { TimeAgo } from "../../ui/TimeAgo";
import { consentOf } from "../parts/consentOf";
import { reachOf } from "../parts/reach";
import { Tag } from "../parts/Tag";
import { channelWord } from "../parts/words";
import type { Column } from "./columns";
import type { Lead } from "./lead";
import styles from "./Table.module.css";

const MOST_TAGS = 3;

interface RowProps {
  contact: Contact;
  place: number;
  columns: readonly Column[];
  colours: ReadonlyMap<string, TagUse>;
  chosen: boolean;
  lead: Lead;
  users: ReadonlyMap<Id, User>;
  onChoose: (contact: Contact, place: number, further: boolean) => void;
}

/** One of very many: what tells them apart, at a glance. */
export const Row = memo(function Row({ contact, place, columns, colours, chosen, lead, users, onChoose }: RowProps) {
  const { t } = useLingui();
  return (
    <>
      <span role="cell" className={styles.check}>
        <label>
          <input
            type="checkbox"
            checked={chosen}
            aria-label={t`Choose ${contact.name}`}
            onChange={() => undefined}
            onClick={(event) => onChoose(contact, place, event.shiftKey)}
          />
        </label>
      </span>
      <span role="cell" className={styles.name}>
        <a href={lead.href(contact.id)} data-place={place} onClick={(event) => lead.open(event, contact.id)}>
          <Avatar id={contact.id} name={contact.name} picture={contact.picture} size={28} />
          <b dir="auto">{contact.name}</b>
          {contact.blocked && <Ban size={13} className={styles.blocked} aria-label={t`Blocked`} />}
          <small className={styles.second}>{[reachOf(contact), contact.company].filter(Boolean).join(" · ")}</small>
        </a>
      </span>
      {columns.map((column) => (
        <span role="cell" key={column.key} className={styles.cell} data-column={column.key}>
          <Cell contact={contact} column={column.key} colours={colours} users={users} />
        </span>
      ))}
    </>
  );
});

interface CellProps extends Pick<RowProps, "contact" | "colours" | "users"> {
  column: Column["key"];
}

function Cell({ contact, column, colours, users }: CellProps) {
  switch (column) {
    case "reach":
      return reachOf(contact);
    case "company":
      return <span dir="auto">{contact.company}</span>;
    case "tags":
      return <Tags tags={contact.tags} colours={colours} />;
    case "owner":
      return <span dir="auto">{contact.owner ? users.get(contact.owner)?.name : ""}</span>;
    case "consent":
      return <Consents contact={contact} />;
    case "updated":
      return <TimeAgo at={contact.updated_at} />;
    case "created":
      return <TimeAgo at={contact.created_at} />;
    default:
      return <FieldCell value={contact.fields[column.slice("field:".length)]} />;
  }
}

function FieldCell({ value }: { value: unknown }) {
  if (typeof value === "boolean") return value ? <Trans>Yes</Trans> : <Trans>No</Trans>;
  return value === null || value === undefined ? null : <span dir="auto">{String(value)}</span>;
}

function Tags({ tags, colours }: { tags: readonly string[]; colours: ReadonlyMap<string, TagUse> }) {
  const more = tags.length - MOST_TAGS;
  return (
    <span className={styles.tags} title={tags.join(", ")}>
      {tags.slice(0, MOST_TAGS).map((tag) => (
        <Tag key={tag} name={tag} colour={colours.get(tag)?.colour} />
      ))}
      {more > 0 && <small>{`+${more}`}</small>}
    </span>
  );
}

function Consents({ contact }: { contact: Contact }) {
  const said = consentOf(contact.consent).filter(({ channel }) => channel !== "marketing");
  return (
    <span className={styles.consents}>
      {said.map(({ channel, wanted }) => (
        <span key={channel} data-wanted={wanted}>
          {channelWord(channel)}
        </span>
      ))}
    </span>
  );
}

/** Somebody is coming. */
export function RowSkeleton({ columns, place }: { columns: readonly Column[]; place: number }) {
  return (
    <>
      <span className={styles.check} />
      <span className={styles.name}>
        <Skeleton className={styles.quiet ?? ""} width={28} height={28} round />
        <Skeleton className={styles.quiet ?? ""} width={`${44 + ((place * 37) % 40)}%`} />
      </span>
      {columns.map((column) => (
        <span key={column.key} className={styles.cell}>
          <Skeleton className={styles.quiet ?? ""} width={`${30 + ((place * 53) % 45)}%`} />
        </span>
      ))}
    </>
  );
}
