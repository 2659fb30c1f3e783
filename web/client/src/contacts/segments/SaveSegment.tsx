import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useMe } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import type { Field as OfficeField, Id } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import type { Query } from "../list/query";
import styles from "../parts/Form.module.css";
import { expressionOf } from "./tree";

interface SaveSegmentProps {
  query: Query;
  fields: readonly OfficeField[];
  onClose: () => void;
  onSaved: (segment: Id) => void;
}

/** The filters of the list under a name, for campaigns and for next time. */
export function SaveSegment({ query, fields, onClose, onSaved }: SaveSegmentProps) {
  const { t } = useLingui();
  const me = useMe();
  const acting = useActing();
  const [name, setName] = useState("");
  const filter = expressionOf(query, me?.id ?? "", fields);
  const save = async (): Promise<void> => {
    onSaved((await api.segments.add({ name: name.trim(), filter })).id);
    onClose();
  };
  return (
    <Dialog title={t`Save as a segment`} width={440} onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => (event.preventDefault(), void acting.run(save))}>
        <p>
          <Trans>A segment always holds whoever fits now: people come into it and leave it by themselves.</Trans>
        </p>
        {query.q && <Notice tone="mark" words={<Trans>The words you searched for are not part of it: only the filters are.</Trans>} />}
        <Field label={<Trans>Name</Trans>}>
          <Input data-autofocus dir="auto" value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
        </Field>
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={styles.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || !name.trim() || !filter}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
