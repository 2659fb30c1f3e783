import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { AudienceList } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input, Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import styles from "../parts/Form.module.css";
import { useLists } from "../parts/useVocabulary";

/** On which list many are put; a new one is made on the way. */
export function ListDialog({ count, onClose, onChosen }: { count: number; onClose: () => void; onChosen: (list: AudienceList) => void }) {
  const { t } = useLingui();
  const lists = useLists(true);
  const acting = useActing();
  const [list, setList] = useState("");
  const [name, setName] = useState("");
  const isNew = list === "";
  const put = async (): Promise<void> => {
    const chosen = lists.find(({ id }) => id === list);
    onChosen(chosen ?? (await api.lists.add({ name: name.trim() })));
  };
  return (
    <Dialog title={t`Put on a list`} width={420} onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => (event.preventDefault(), void acting.run(put))}>
        <Field label={<Trans>List</Trans>}>
          <Select value={list} onChange={(event) => setList(event.target.value)}>
            <option value="">{t`A new list`}</option>
            {lists.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        {isNew && (
          <Field label={<Trans>Name of the new list</Trans>}>
            <Input data-autofocus dir="auto" value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          </Field>
        )}
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={styles.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || (isNew && !name.trim())}>
            <Plural value={count} one="Put # contact on it" other="Put # contacts on it" />
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
