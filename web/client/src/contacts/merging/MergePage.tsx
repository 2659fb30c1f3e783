import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ArrowLeftRight } from "lucide-react";
import { useState } from "react";

import { NotLoaded } from "../../layout/NotLoaded";
import { Page } from "../../layout/Page";
import { Back } from "../../layout/Back";
import { useOutline } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import { useLoaded } from "../../live/useLoaded";
import type { Contact, Id, Json } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Notice } from "../../ui/Notice";
import parts from "../../ui/parts.module.css";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { reachOf } from "../parts/reach";
import { useVocabulary } from "../parts/useVocabulary";
import { differences, gains } from "./choices";
import styles from "./Merging.module.css";

interface MergePageProps {
  stays: Id;
  goes: Id;
  onSwap: () => void;
}

/** Two contacts beside each other, to become one: what both say differently is chosen. */
export default function MergePage({ stays, goes, onSwap }: MergePageProps) {
  const { t } = useLingui();
  const pair = useLoaded(`merge/${stays}/${goes}`, (signal) => Promise.all([api.one(stays, signal), api.one(goes, signal)]));
  const [merged, setMerged] = useState<readonly [Contact, Contact] | null>(null);
  const acting = useActing();
  const [one, other] = pair.value ?? [];
  const back = (): Promise<boolean> =>
    acting.run(async () => {
      await api.unmerge(goes);
      setMerged(null);
      pair.again();
    });
  return (
    <Page title={t`Merge two contacts`} back={<Back to="/contacts/duplicates" name={t`All duplicates`} />}>
      <div className={styles.page}>
        {pair.error && (
          <NotLoaded
            error={pair.error}
            missing={<Trans>One of these contacts is not here</Trans>}
            onAgain={pair.again}
            back={
              <Link to="/contacts/duplicates" className={parts.button}>
                <Trans>All duplicates</Trans>
              </Link>
            }
          />
        )}
        {!pair.value && !pair.error && <Skeleton height={320} />}
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        {merged && (
          <Notice tone="good" words={<Trans>{merged[1].name} is part of {merged[0].name} now.</Trans>}>
            <Button disabled={acting.busy} onClick={() => void back()}>
              <Trans>Undo</Trans>
            </Button>
            <Link to="/contacts/$contact" params={{ contact: merged[0].id }} className={parts.button} data-main>
              <Trans>Show the contact</Trans>
            </Link>
          </Notice>
        )}
        {one && other && one.id === other.id && !merged && (
          <EmptyState
            title={<Trans>These are one contact already</Trans>}
            action={
              <Link to="/contacts/$contact" params={{ contact: one.id }} className={parts.button}>
                <Trans>Show the contact</Trans>
              </Link>
            }
          />
        )}
        {one && other && one.id !== other.id && !merged && <Choosing key={`${stays} ${goes}`} stays={one} goes={other} onSwap={onSwap} onMerged={(now) => setMerged([now, other])} />}
      </div>
    </Page>
  );
}

function Choosing({ stays, goes, onSwap, onMerged }: { stays: Contact; goes: Contact; onSwap: () => void; onMerged: (now: Contact) => void }) {
  const { t } = useLingui();
  const { users } = useOutline();
  const { fields } = useVocabulary();
  const acting = useActing();
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const told = (key: string, value: Json | undefined): string => {
    if (typeof value === "boolean") return value ? t`Yes` : t`No`;
    return key === "owner" ? (users.get(String(value))?.name ?? String(value)) : String(value);
  };
  const rows = differences(stays, goes, fields, { name: t`Name`, company: t`Company`, owner: t`Owner` }, told);
  const more = gains(stays, goes);
  const take = (key: string, on: boolean): void => setTaken((held) => new Set(on ? [...held, key] : [...held].filter((one) => one !== key)));
  const merge = async (): Promise<void> => onMerged(await api.merge(goes.id, stays.id, [...taken]));
  return (
    <>
      <div className={styles.heads}>
        <Person contact={stays} words={<Trans>stays</Trans>} />
        <button type="button" className={styles.swap} aria-label={t`Let the other one stay`} title={t`Let the other one stay`} onClick={onSwap}>
          <ArrowLeftRight size={18} aria-hidden />
        </button>
        <Person contact={goes} words={<Trans>becomes part of it</Trans>} />
      </div>
      {rows.length > 0 && (
        <div className={styles.rows}>
          {rows.map((row) => (
            <fieldset key={row.key}>
              <legend>{row.name}</legend>
              <label>
                <input type="radio" name={row.key} checked={!taken.has(row.key)} onChange={() => take(row.key, false)} />
                <span dir="auto">{row.stays}</span>
              </label>
              <label>
                <input type="radio" name={row.key} checked={taken.has(row.key)} onChange={() => take(row.key, true)} />
                <span dir="auto">{row.goes}</span>
              </label>
            </fieldset>
          ))}
        </div>
      )}
      <ul className={styles.gains}>
        {more.identities.length > 0 && (
          <li>
            <Trans>Numbers and addresses come along: {more.identities.join(", ")}</Trans>
          </li>
        )}
        {more.tags.length > 0 && (
          <li>
            <Trans>Tags come along: {more.tags.join(", ")}</Trans>
          </li>
        )}
        <li>
          <Trans>Conversations, notes, consent, quotations and history come along.</Trans>
        </li>
        <li>
          <Trans>It can be undone at any time.</Trans>
        </li>
      </ul>
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
      <div className={styles.acts}>
        <Link to="/contacts/duplicates" className={parts.button}>
          <Trans>Cancel</Trans>
        </Link>
        <Button kind="main" disabled={acting.busy} onClick={() => void acting.run(merge)}>
          <Trans>Merge</Trans>
        </Button>
      </div>
    </>
  );
}

function Person({ contact, words }: { contact: Contact; words: React.ReactNode }) {
  return (
    <div className={styles.person}>
      <Avatar id={contact.id} name={contact.name} picture={contact.picture} size={40} />
      <div>
        <Link to="/contacts/$contact" params={{ contact: contact.id }} dir="auto">
          {contact.name}
        </Link>
        <small>
          {reachOf(contact)} · <Plural value={contact.identities.length} one="# way to reach" other="# ways to reach" />
        </small>
        <em>{words}</em>
      </div>
    </div>
  );
}
