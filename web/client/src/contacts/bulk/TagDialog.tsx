import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useId, useState } from "react";

import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input } from "../../ui/Field";
import styles from "../parts/Form.module.css";
import type { Vocabulary } from "../parts/useVocabulary";

interface TagDialogProps {
  action: "tag" | "untag";
  count: number;
  vocabulary: Vocabulary;
  onClose: () => void;
  onChosen: (tag: string) => void;
}

/** Which word many get, or lose. */
export function TagDialog({ action, count, vocabulary, onClose, onChosen }: TagDialogProps) {
  const { t } = useLingui();
  const [tag, setTag] = useState("");
  const known = useId();
  return (
    <Dialog title={action === "tag" ? t`Tag` : t`Take a tag off`} width={400} onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => (event.preventDefault(), tag.trim() && onChosen(tag.trim()))}>
        <Field label={<Trans>Tag</Trans>} hint={action === "tag" && <Trans>A new word becomes a tag by being used.</Trans>}>
          <Input data-autofocus dir="auto" list={known} value={tag} maxLength={40} onChange={(event) => setTag(event.target.value)} />
        </Field>
        <datalist id={known}>
          {vocabulary.tags.map(({ id, name }) => (
            <option key={id}>{name}</option>
          ))}
        </datalist>
        <div className={styles.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={!tag.trim()}>
            {action === "tag" ? <Plural value={count} one="Tag # contact" other="Tag # contacts" /> : <Plural value={count} one="Take it off # contact" other="Take it off # contacts" />}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
