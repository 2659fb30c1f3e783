import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { TagUse } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input, Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import form from "../parts/Form.module.css";
import styles from "./Words.module.css";

const COLOURS = ["#1f8a6d", "#2f86d6", "#6b5bd2", "#b0458f", "#c2413b", "#d07a1f", "#b8960c", "#6f6a61"];

interface TagDialogProps {
  tag: TagUse | null;
  tags: readonly TagUse[];
  onClose: () => void;
}

/** A tag's name and colour; or that another one takes its place everywhere. */
export function TagDialog({ tag, tags, onClose }: TagDialogProps) {
  const { t } = useLingui();
  const acting = useActing();
  const [name, setName] = useState(tag?.name ?? "");
  const [colour, setColour] = useState<string | null>(tag?.colour ?? null);
  const [into, setInto] = useState("");
  const others = tags.filter(({ id }) => id !== tag?.id);
  const save = async (): Promise<void> => {
    if (!tag) await api.tags.add({ name: name.trim(), colour });
    else if (into) await api.tags.change(tag.id, { into }, tag.version);
    else await api.tags.change(tag.id, { name: name.trim(), colour }, tag.version);
    onClose();
  };
  return (
    <Dialog title={tag ? t`Change the tag` : t`New tag`} width={420} onClose={onClose}>
      <form className={form.form} onSubmit={(event) => (event.preventDefault(), void acting.run(save))}>
        {!into && (
          <>
            <Field label={<Trans>Name</Trans>}>
              <Input data-autofocus dir="auto" value={name} maxLength={40} required onChange={(event) => setName(event.target.value)} />
            </Field>
            <fieldset className={styles.colours}>
              <legend>
                <Trans>Colour</Trans>
              </legend>
              <label title={t`No colour`}>
                <input type="radio" name="colour" aria-label={t`No colour`} checked={colour === null} onChange={() => setColour(null)} />
                <span />
              </label>
              {COLOURS.map((one) => (
                <label key={one} title={one}>
                  <input type="radio" name="colour" aria-label={one} checked={colour?.toLowerCase() === one} onChange={() => setColour(one)} />
                  <span style={{ background: one }} />
                </label>
              ))}
            </fieldset>
          </>
        )}
        {tag && others.length > 0 && (
          <Field label={<Trans>Merge into another tag</Trans>} hint={into && <Trans>Everything with this tag gets the other one instead.</Trans>}>
            <Select value={into} onChange={(event) => setInto(event.target.value)}>
              <option value="">{t`Keep it as it is`}</option>
              {others.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={form.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || (!into && !name.trim())}>
            {into ? <Trans>Merge</Trans> : <Trans>Save</Trans>}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
