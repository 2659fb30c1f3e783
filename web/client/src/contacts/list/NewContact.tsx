import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { Contact, Id } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import parts from "../../ui/parts.module.css";
import * as api from "../api";
import styles from "../parts/Form.module.css";

/** Somebody new; who has the number already is shown instead of doubled. */
export function NewContact({ onClose, onAdded }: { onClose: () => void; onAdded: (contact: Id) => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const [form, setForm] = useState({ name: "", phone: "", email: "", company: "" });
  const set = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const add = async (): Promise<void> => {
    const identities = [form.phone.trim() && { kind: "phone", value: form.phone.trim() }, form.email.trim() && { kind: "email", value: form.email.trim() }].filter(Boolean);
    onAdded((await api.add({ name: form.name.trim() || null, company: form.company.trim() || null, identities })).id);
  };
  const known = acting.problem?.code === "conflict" ? (acting.problem.current as Contact | undefined) : undefined;
  return (
    <Dialog title={t`New contact`} width={460} onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => (event.preventDefault(), void acting.run(add))}>
        <Field label={<Trans>Name</Trans>}>
          <Input data-autofocus dir="auto" value={form.name} maxLength={300} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <div className={styles.pair}>
          <Field label={<Trans>Phone</Trans>}>
            <Input type="tel" value={form.phone} maxLength={40} placeholder={t`081 234 5678 or +44 20 …`} onChange={(event) => set({ phone: event.target.value })} />
          </Field>
          <Field label={<Trans>E-mail</Trans>}>
            <Input type="email" value={form.email} maxLength={320} onChange={(event) => set({ email: event.target.value })} />
          </Field>
        </div>
        <Field label={<Trans>Company</Trans>}>
          <Input dir="auto" value={form.company} maxLength={300} onChange={(event) => set({ company: event.target.value })} />
        </Field>
        {acting.problem && (
          <Notice tone="bad" words={acting.problem.message}>
            {known && (
              <Link to="/contacts/$contact" params={{ contact: known.id }} className={parts.button}>
                <Trans>Show {known.name}</Trans>
              </Link>
            )}
          </Notice>
        )}
        <div className={styles.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || !(form.name.trim() || form.phone.trim() || form.email.trim())}>
            <Trans>Add</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
