import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { UserRoundCheck } from "lucide-react";

import page from "../../layout/Page.module.css";
import { More } from "../../layout/More";
import { usePaged } from "../../live/usePaged";
import type { Duplicates } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Notice } from "../../ui/Notice";
import parts from "../../ui/parts.module.css";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { Frame } from "../parts/Frame";
import { reachOf } from "../parts/reach";
import styles from "./Merging.module.css";

const EVERYTHING = new URLSearchParams();

/** Contacts that may be one person. */
export default function DuplicatesPage() {
  const { t } = useLingui();
  const { items, first, hasMore, more, error, again } = usePaged<Duplicates>(EVERYTHING, api.duplicates, ["contact.merged", "contact.deleted", "contacts.imported"]);
  return (
    <Frame>
      {error && (
        <div className={page.problem}>
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        </div>
      )}
      <div className={page.table}>
        {first && <Skeleton height={180} />}
        {!first && !hasMore && items.length === 0 && !error && (
          <EmptyState icon={<UserRoundCheck size={30} strokeWidth={1.3} />} title={<Trans>Nobody is here twice</Trans>}>
            <Trans>Contacts that share a number, an address, or name and company would stand here.</Trans>
          </EmptyState>
        )}
        {items.length > 0 && (
          <ul aria-label={t`Duplicates`}>
            {items.map((group) => (
              <Group key={`${group.shared} ${group.contacts.map(({ id }) => id).join(" ")}`} group={group} />
            ))}
          </ul>
        )}
        {hasMore && <More key={items.length} onSeen={more} />}
      </div>
    </Frame>
  );
}

function Group({ group: { shared, value, contacts } }: { group: Duplicates }) {
  const [first] = contacts;
  return (
    <li className={styles.group}>
      <p>
        {shared === "phone" && <Trans>One number: {value}</Trans>}
        {shared === "email" && <Trans>One address: {value}</Trans>}
        {shared === "name" && <Trans>The same name and company</Trans>}
      </p>
      {contacts.map((contact, place) => (
        <div key={contact.id} className={styles.twin}>
          <Avatar id={contact.id} name={contact.name} picture={contact.picture} size={28} />
          <Link to="/contacts/$contact" params={{ contact: contact.id }}>
            <b dir="auto">{contact.name}</b>
            <small>{[reachOf(contact), contact.company].filter(Boolean).join(" · ")}</small>
          </Link>
          {place > 0 && first && (
            <Link to="/contacts/merge" search={{ stays: first.id, goes: contact.id }} className={parts.button}>
              <Trans>Compare and merge</Trans>
            </Link>
          )}
        </div>
      ))}
    </li>
  );
}
