import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import { useMe } from "../../live/hooks";
import type { Link, PresentColleague } from "../../protocol";
import { Button } from "../../ui/Button";
import { CopyField } from "../../ui/CopyField";
import { useNow } from "../../ui/now";
import { Panel } from "../../ui/Panel";
import { upcoming } from "../../ui/time";
import * as api from "../api";
import type { useChanges } from "../parts/useChanges";
import styles from "./People.module.css";

export interface PersonPart {
  person: PresentColleague;
  changes: ReturnType<typeof useChanges>;
}

/** Links to hand over, and what is done when a telephone is lost or somebody leaves. */
export function PersonActs({ person, changes }: PersonPart) {
  const { t } = useLingui();
  const me = useMe();
  const administers = me?.role === "admin";
  const [link, setLink] = useState<{ label: string; link: Link } | null>(null);
  const { busy, change } = changes;
  const { id, name } = person;
  const turn = (active: boolean) => () => api.people.change(id, { active });
  const signOut = () => void change(() => api.people.signOut(id), t`${name} is signed out everywhere.`);
  const twoStepOff = () => void change(() => api.people.twoStepOff(id), t`Two-step sign-in of ${name} is off.`);
  const deactivate = () => void change(turn(false), t`${name} is deactivated.`, turn(true));
  const letIn = () => void change(turn(true), t`${name} may come in again.`, turn(false));
  const linked = (label: string, make: () => Promise<Link>) => void change(async () => setLink({ label, link: await make() }));
  return (
    <Panel title={<Trans>Getting in</Trans>}>
      {link && <LinkShown {...link} />}
      <ul className={styles.acts}>
        {person.invited && person.active && (
          <Act name={<Trans>Invitation</Trans>} words={<Trans>A link that lets in once and asks for a first password; good for seven days.</Trans>}>
            <Button disabled={busy} onClick={() => linked(t`Link of the invitation`, () => api.people.invitation(id))}>
              <Trans>Show the link</Trans>
            </Button>
          </Act>
        )}
        {!person.invited && person.active && administers && (
          <Act name={<Trans>New password</Trans>} words={<Trans>A link to choose another password, to hand over; good for a day.</Trans>}>
            <Button disabled={busy} onClick={() => linked(t`Link to a new password`, () => api.people.passwordLink(id))}>
              <Trans>Make a link</Trans>
            </Button>
          </Act>
        )}
        {administers && (
          <Act name={<Trans>Sign out everywhere</Trans>} words={<Trans>Every browser and telephone must sign in again.</Trans>}>
            <Button disabled={busy} onClick={signOut}>
              <Trans>Sign out</Trans>
            </Button>
          </Act>
        )}
        {administers && person.two_step && (
          <Act name={<Trans>Two-step sign-in</Trans>} words={<Trans>When the telephone and the recovery codes are lost: the password alone lets in until it is set up anew.</Trans>}>
            <Button disabled={busy} onClick={twoStepOff}>
              <Trans>Turn it off</Trans>
            </Button>
          </Act>
        )}
        {id !== me?.id && (
          <Act
            name={person.active ? <Trans>Deactivate</Trans> : <Trans>Let in again</Trans>}
            words={
              person.active ? (
                <Trans>Signed out at once; their unresolved conversations go back to the queue. What they wrote stays.</Trans>
              ) : (
                <Trans>With the same password and the same rights as before.</Trans>
              )
            }
          >
            {person.active ? (
              <Button disabled={busy} onClick={deactivate}>
                <Trans>Deactivate</Trans>
              </Button>
            ) : (
              <Button disabled={busy} onClick={letIn}>
                <Trans>Let in again</Trans>
              </Button>
            )}
          </Act>
        )}
      </ul>
    </Panel>
  );
}

function Act({ name, words, children }: { name: ReactNode; words: ReactNode; children: ReactNode }) {
  return (
    <li>
      <span>
        <b>{name}</b>
        <small>{words}</small>
      </span>
      {children}
    </li>
  );
}

function LinkShown({ label, link }: { label: string; link: Link }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <>
      <CopyField label={label} value={link.url} />
      <p className={styles.words}>
        <Trans>Shown this once; it works once, until {upcoming(link.expires_at, now, i18n.locale)}. Hand it over yourself.</Trans>
      </p>
    </>
  );
}
