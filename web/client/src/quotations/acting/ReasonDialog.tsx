import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Id } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import * as api from "../api";
import { Button } from "../../ui/Button";
import { Field, Growing, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import styles from "./Send.module.css";
import { useActing } from "../../live/useActing";

export type Answer = "accept" | "decline" | "change" | "void";

/** Who said it and why, kept with the answer. */
export function ReasonDialog({ id, answer, onClose }: { id: Id; answer: Answer; onClose: () => void }) {
  const { t } = useLingui();
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const acting = useActing();
  const words: Record<Answer, [title: string, reason: string, act: string]> = {
    accept: [t`The customer accepts`, t`Remark`, t`Accept`],
    decline: [t`The customer declines`, t`Why`, t`Decline`],
    change: [t`The customer wants a change`, t`What should be different`, t`Note the change`],
    void: [t`Make it void`, t`Why`, t`Make void`],
  };
  const [title, label, act] = words[answer];
  const given = { reason: reason.trim() || null, ...(answer !== "void" && { name: name.trim() }) };
  return (
    <Dialog title={title} width={420} onClose={onClose}>
      <form
        className={styles.send}
        onSubmit={(event) => {
          event.preventDefault();
          void acting.run(() => api.act(id, answer, given)).then((done) => done && onClose());
        }}
      >
        {answer !== "void" && (
          <Field label={<Trans>Who said so</Trans>} hint={<Trans>By telephone, in the shop: a name for the record.</Trans>}>
            <Input value={name} dir="auto" maxLength={200} data-autofocus onChange={(event) => setName(event.target.value)} />
          </Field>
        )}
        <Field label={label}>
          <Growing value={reason} rows={3} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
        </Field>
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={styles.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
