import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Id } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import styles from "../parts/Form.module.css";
import { OwnerSelect } from "../parts/OwnerSelect";

/** Who looks after many from now on. */
export function OwnerDialog({ count, onClose, onChosen }: { count: number; onClose: () => void; onChosen: (owner: Id | null) => void }) {
  const { t } = useLingui();
  const [owner, setOwner] = useState<Id | null>(null);
  return (
    <Dialog title={t`Owner`} width={400} onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => (event.preventDefault(), onChosen(owner))}>
        <Field label={<Trans>Who looks after them</Trans>}>
          <OwnerSelect value={owner} onChange={setOwner} />
        </Field>
        <div className={styles.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit">
            <Plural value={count} one="Change # contact" other="Change # contacts" />
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
