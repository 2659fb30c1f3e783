import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, X } from "lucide-react";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { Field as OfficeField, FieldKind } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input, Select } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import form from "../parts/Form.module.css";
import { FIELD_KINDS, kindWord } from "../parts/words";
import { type Choice, choicesGiven } from "./choices";
import styles from "./Words.module.css";

/** A field, its kind and its choices; renaming a choice reaches every contact that has it. */
export function FieldDialog({ field, onClose }: { field: OfficeField | null; onClose: () => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const [name, setName] = useState(field?.name ?? "");
  const [kind, setKind] = useState<FieldKind>(field?.kind ?? "text");
  const [choices, setChoices] = useState<readonly Choice[]>(field?.choices.map((choice) => ({ was: choice, now: choice })) ?? [{ was: null, now: "" }]);
  const set = (place: number, now: string): void => setChoices(choices.map((choice, at) => (at === place ? { ...choice, now } : choice)));
  const given = choicesGiven(choices);
  const save = async (): Promise<void> => {
    const chosen = kind === "choice" ? given : { choices: [], renamed: {} };
    if (field) await api.fields.change(field.id, { name: name.trim(), ...(kind === "choice" && chosen) }, field.version);
    else await api.fields.add({ name: name.trim(), kind, choices: chosen.choices });
    onClose();
  };
  return (
    <Dialog title={field ? t`Change the field` : t`New field`} width={440} onClose={onClose}>
      <form className={form.form} onSubmit={(event) => (event.preventDefault(), void acting.run(save))}>
        <Field label={<Trans>Name</Trans>}>
          <Input data-autofocus dir="auto" value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={<Trans>Kind</Trans>} hint={field && <Trans>The kind of a field stays what it is.</Trans>}>
          <Select value={kind} disabled={field !== null} onChange={(event) => setKind(event.target.value as FieldKind)}>
            {FIELD_KINDS.map((one) => (
              <option key={one} value={one}>
                {kindWord(one)}
              </option>
            ))}
          </Select>
        </Field>
        {kind === "choice" && (
          <div className={styles.choices} role="group" aria-label={t`Choices`}>
            {choices.map((choice, place) => (
              <div key={place}>
                <Input dir="auto" aria-label={t`Choice ${place + 1}`} value={choice.now} maxLength={100} onChange={(event) => set(place, event.target.value)} />
                <IconButton label={t`Leave choice ${place + 1} out`} icon={<X size={15} />} onClick={() => setChoices(choices.filter((_, at) => at !== place))} />
              </div>
            ))}
            <Button kind="quiet" onClick={() => setChoices([...choices, { was: null, now: "" }])}>
              <Plus size={15} aria-hidden />
              <Trans>Another choice</Trans>
            </Button>
          </div>
        )}
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={form.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || !name.trim() || (kind === "choice" && given.choices.length === 0)}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
