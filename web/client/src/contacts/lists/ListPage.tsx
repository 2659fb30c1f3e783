import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Users, X } from "lucide-react";
import { useMemo, useState } from "react";

import { Back } from "../../layout/Back";
import { More } from "../../layout/More";
import { NotLoaded } from "../../layout/NotLoaded";
import { Page } from "../../layout/Page";
import page from "../../layout/Page.module.css";
import { searchContacts } from "../../live/actions";
import { useHearing } from "../../live/useHearing";
import { useActing } from "../../live/useActing";
import { useLoaded } from "../../live/useLoaded";
import { usePaged } from "../../live/usePaged";
import type { Contact, Id } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import parts from "../../ui/parts.module.css";
import { Skeleton } from "../../ui/Skeleton";
import { Suggest } from "../../ui/Suggest";
import * as api from "../api";
import { reachOf } from "../parts/reach";
import styles from "../words/Words.module.css";

const MOST = 8;

/** The people on one list. */
export default function ListPage({ id }: { id: Id }) {
  const { t } = useLingui();
  const list = useLoaded(`list/${id}`, (signal) => api.lists.one(id, signal));
  useHearing(["list.changed", "list.removed"], (events) => {
    if (events.some((event) => (event.type === "list.changed" ? event.list.id === id : event.type === "list.removed" && event.id === id))) {
      list.again();
      people.again();
    }
  });
  const query = useMemo(() => new URLSearchParams(), []);
  const people = usePaged<Contact>(query, (wanted, signal) => api.lists.people(id, wanted, signal), ["contacts.imported", "contact.merged", "contact.deleted"]);
  const acting = useActing();
  const [removed, setRemoved] = useState<Contact | null>(null);
  const change = async (given: { add?: readonly Id[]; remove?: readonly Id[] }): Promise<void> => {
    list.set(await api.lists.members(id, given));
    people.again();
  };
  const take = (contact: Contact) => void acting.run(() => change({ remove: [contact.id] })).then((done) => done && setRemoved(contact));
  const problem = acting.problem ?? people.error ?? list.error;
  const back = <Back to="/contacts/lists" name={t`All lists`} />;
  if (list.error && !list.value) {
    return (
      <Page title={<Trans>A list</Trans>} back={back}>
        <NotLoaded
          error={list.error}
          missing={<Trans>This list is not here</Trans>}
          onAgain={list.again}
          back={
            <Link to="/contacts/lists" className={parts.button}>
              <Trans>All lists</Trans>
            </Link>
          }
        />
      </Page>
    );
  }
  return (
    <Page title={<span dir="auto">{list.value?.name ?? "…"}</span>} back={back}>
      <div className={page.filters}>
        <Suggest
          className={page.search}
          label={t`Put somebody on the list`}
          placeholder={t`Put somebody on the list: a name or a number`}
          from={2}
          find={(typed) => searchContacts(typed, MOST)}
          keyOf={(contact) => contact.id}
          renderItem={(contact) => (
            <>
              <Avatar id={contact.id} name={contact.name} size={26} />
              <b dir="auto">{contact.name}</b>
              <span>{reachOf(contact)}</span>
            </>
          )}
          onPick={(contact) => void acting.run(() => change({ add: [contact.id] }))}
        />
        <span className={styles.count}>{list.value && <Plural value={list.value.members} one="# contact" other="# contacts" />}</span>
      </div>
      {(problem || removed) && (
        <div className={page.problem}>
          {problem && <Notice tone="bad" words={problem.message} />}
          {removed && (
            <Notice words={<Trans>Off the list: {removed.name}</Trans>}>
              <Button onClick={() => (setRemoved(null), void acting.run(() => change({ add: [removed.id] })))}>
                <Trans>Undo</Trans>
              </Button>
            </Notice>
          )}
        </div>
      )}
      <div className={page.table}>
        {people.first && <Skeleton height={180} />}
        {!people.first && !people.hasMore && people.items.length === 0 && !people.error && (
          <EmptyState
            icon={<Users size={30} strokeWidth={1.3} />}
            title={<Trans>Nobody is on this list yet</Trans>}
            action={
              <Link to="/contacts" className={parts.button}>
                <Trans>Choose people</Trans>
              </Link>
            }
          />
        )}
        {people.items.length > 0 && (
          <ul aria-label={t`People on the list`}>
            {people.items.map((contact) => (
              <li key={contact.id} className={styles.entry}>
                <span className={styles.name}>
                  <Avatar id={contact.id} name={contact.name} size={28} />
                  <Link to="/contacts/$contact" params={{ contact: contact.id }} dir="auto">
                    {contact.name}
                  </Link>
                </span>
                <span className={styles.count}>{reachOf(contact)}</span>
                <IconButton label={t`Take ${contact.name} off the list`} icon={<X size={15} />} onClick={() => take(contact)} />
              </li>
            ))}
          </ul>
        )}
        {people.hasMore && <More onSeen={people.more} />}
      </div>
    </Page>
  );
}
