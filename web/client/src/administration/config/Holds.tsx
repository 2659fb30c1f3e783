import { Trans, useLingui } from "@lingui/react/macro";

import { useOutline } from "../../live/hooks";
import { usePaged } from "../../live/usePaged";
import type { HeldContact } from "../../protocol";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import section from "../parts/Section.module.css";
import { Failed } from "../parts/Waiting";
import { useChanges } from "../parts/useChanges";
import styles from "./Config.module.css";

const EVERY = new URLSearchParams();

/** Contacts whose data stays, whatever the rules above say. */
export function Holds() {
  const { t } = useLingui();
  const { users } = useOutline();
  const { items, first, error, again, hasMore, more } = usePaged<HeldContact>(EVERY, api.holds, ["contact.changed", "contact.merged"]);
  const { busy, change, told } = useChanges(again);
  const lift = ({ contact, name, reason }: HeldContact): void => void change(() => api.liftHold(contact), <Trans>The hold on {name} is lifted.</Trans>, () => api.hold(contact, reason));
  return (
    <Panel title={<Trans>Legal holds</Trans>} words={<Trans>Nothing of these contacts goes until the hold is lifted. You put one on a contact’s own page.</Trans>}>
      {told}
      {error && <Failed error={error} again={again} />}
      {!first && !error && items.length === 0 && (
        <p className={styles.words}>
          <Trans>There is none.</Trans>
        </p>
      )}
      {items.length > 0 && (
        <ul className={styles.lines} aria-label={t`Legal holds`}>
          {items.map((held) => (
            <li key={held.contact} className={section.who}>
              <span className={section.name} style={{ flex: 1 }}>
                <b dir="auto">{held.name}</b>
                <small dir="auto" title={held.reason}>
                  {held.reason}
                </small>
              </span>
              <span className={section.quiet}>
                {users.get(held.user)?.name} <TimeAgo at={held.at} />
              </span>
              <Button kind="quiet" disabled={busy} onClick={() => lift(held)}>
                <Trans>Lift</Trans>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {hasMore && (
        <div>
          <Button kind="quiet" onClick={more}>
            <Trans>More</Trans>
          </Button>
        </div>
      )}
    </Panel>
  );
}
