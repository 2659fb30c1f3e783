import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Quotation } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import * as api from "../api";
import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import styles from "./Send.module.css";
import { useActing } from "../../live/useActing";

/** Keeps what is offered here for the next time. */
export function TemplateNameDialog({ quotation, onClose }: { quotation: Quotation; onClose: () => void }) {
  const { t } = useLingui();
  const [name, setName] = useState(quotation.title);
  const acting = useActing();
  const { language, currency, prices, rounding, title, items, discount, notes, terms, payment, signature } = quotation;
  const given = { name: name.trim(), language, currency, prices, rounding, title, items, discount, notes, terms, payment, signature };
  return (
    <Dialog title={t`Keep as a template`} width={420} onClose={onClose}>
      <form
        className={styles.send}
        onSubmit={(event) => {
          event.preventDefault();
          void acting.run(() => api.templates.add(given)).then((done) => done && onClose());
        }}
      >
        <Field label={<Trans>Name of the template</Trans>}>
          <Input value={name} dir="auto" required maxLength={100} data-autofocus onChange={(event) => setName(event.target.value)} />
        </Field>
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={styles.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || !name.trim()}>
            <Trans>Keep it</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
