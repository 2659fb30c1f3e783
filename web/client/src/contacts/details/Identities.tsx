import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, Star, X } from "lucide-react";
import { useState } from "react";

import type { Contact, Identity } from "../../protocol";
import { Button } from "../../ui/Button";
import { Input, Select } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import { Mark, Panel } from "../../ui/Panel";
import * as api from "../api";
import { reachOf } from "../parts/reach";
import { identityWord } from "../parts/words";
import styles from "./ContactPage.module.css";
import type { ContactNow } from "./useContactNow";

const TYPED = new Set(["phone", "email"]);
const MACHINES = new Set(["whatsapp_user", "whatsapp_parent", "line_user"]);

/** Numbers and addresses: the first of its kind is tried first. */
export function Identities({ contact, now }: { contact: Contact; now: ContactNow }) {
  const { t } = useLingui();
  const [adding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Identity | null>(null);
  const peoples = contact.identities.filter(({ kind }) => !MACHINES.has(kind));
  const machines = contact.identities.filter(({ kind }) => MACHINES.has(kind));
  const remove = (identity: Identity): void => void now.run(() => api.removeIdentity(contact.id, identity.id)).then((done) => done && setRemoved(identity));
  const undo = ({ kind, value, primary }: Identity): void => {
    setRemoved(null);
    void now.run(() => api.addIdentity(contact.id, { kind, value: kind === "phone" ? `+${value}` : value, primary }));
  };
  return (
    <Panel title={<Trans>Reached by</Trans>} acts={<IconButton label={t`Add a number or an address`} icon={<Plus size={16} />} aria-expanded={adding} onClick={() => setAdding(!adding)} />}>
      {adding && <Adding contact={contact} now={now} onClose={() => setAdding(false)} />}
      {peoples.length === 0 && !adding && (
        <p className={styles.none}>
          {machines.length > 0 ? (
            <Trans>No number and no address yet: answers go where {reachOf(contact)} brought the messages from.</Trans>
          ) : (
            <Trans>No number and no address yet: nothing can be sent.</Trans>
          )}
        </p>
      )}
      <ul className={styles.list}>
        {peoples.map((identity) => (
          <li key={identity.id} className={styles.identity}>
            <span title={identity.value}>
              {identity.display}
              <small>{identityWord(identity.kind)}</small>
            </span>
            {identity.primary && peoples.filter(({ kind }) => kind === identity.kind).length > 1 && (
              <Mark tone="good">
                <Trans>first</Trans>
              </Mark>
            )}
            {!identity.primary && TYPED.has(identity.kind) && (
              <IconButton label={t`Try ${identity.display} first`} icon={<Star size={15} />} onClick={() => void now.run(() => api.preferIdentity(contact.id, identity.id))} />
            )}
            {TYPED.has(identity.kind) && <IconButton label={t`Remove ${identity.display}`} icon={<X size={15} />} onClick={() => remove(identity)} />}
          </li>
        ))}
      </ul>
      {removed && (
        <Notice words={<Trans>Removed: {removed.display}</Trans>}>
          <Button onClick={() => undo(removed)}>
            <Trans>Undo</Trans>
          </Button>
        </Notice>
      )}
      {machines.length > 0 && (
        <details className={styles.machines}>
          <summary>
            <Trans>Identifiers of the provider</Trans>
          </summary>
          <ul className={styles.list}>
            {machines.map((identity) => (
              <li key={identity.id} className={styles.identity}>
                <span>
                  {identity.display}
                  <small>{identityWord(identity.kind)}</small>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

function Adding({ contact, now, onClose }: { contact: Contact; now: ContactNow; onClose: () => void }) {
  const { t } = useLingui();
  const [busy, setBusy] = useState(false);
  const [kind, setKind] = useState<"phone" | "email">("phone");
  const [value, setValue] = useState("");
  const add = async (): Promise<void> => {
    setBusy(true);
    const done = await now.run(() => api.addIdentity(contact.id, { kind, value: value.trim() }));
    setBusy(false);
    if (done) onClose();
  };
  return (
    <form
      className={styles.inline}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Input ref={(field) => field?.focus()} type={kind === "phone" ? "tel" : "email"} aria-label={kind === "phone" ? t`Phone` : t`E-mail`} value={value} maxLength={320} onChange={(event) => setValue(event.target.value)} />
      <Select aria-label={t`Kind`} value={kind} onChange={(event) => setKind(event.target.value as "phone" | "email")}>
        <option value="phone">{t`Phone`}</option>
        <option value="email">{t`E-mail`}</option>
      </Select>
      <Button kind="main" type="submit" disabled={busy || !value.trim()}>
        <Trans>Add</Trans>
      </Button>
    </form>
  );
}
