import { Trans, useLingui } from "@lingui/react/macro";
import { Languages, Trash2 } from "lucide-react";
import { useState } from "react";

import { type Acting, useActing } from "../../live/useActing";
import type { Id, Template } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import { titleOf } from "../../live/template";
import styles from "./Acts.module.css";
import type { Changes, Freedom } from "./saving";

interface EditorActsProps {
  template: Template | null;
  changes: Changes;
  touched: boolean;
  wrong: number;
  freedom: Freedom;
  acting: Acting;
  onSave: () => void;
  onDuplicate: (id: Id) => void;
  onGone: () => void;
}

/** What can be done with a template; what saving means is said on the button. */
export function EditorActs({ template, changes, touched, wrong, freedom, acting, onSave, onDuplicate, onGone }: EditorActsProps) {
  const { t } = useLingui();
  const [deleting, setDeleting] = useState(false);
  const again = template?.state === "failed" && changes.any;
  const ready = (touched || again) && changes.any && (wrong === 0 || !changes.review);
  return (
    <>
      {template && <IconButton label={t`Duplicate to another language`} icon={<Languages size={17} />} onClick={() => onDuplicate(template.id)} />}
      {template && template.status !== "DISABLED" && <IconButton label={t`Delete`} icon={<Trash2 size={17} />} disabled={template.state === "deleting"} onClick={() => setDeleting(true)} />}
      {(freedom.content || freedom.bindings) && (
        <Button kind="main" disabled={!ready || acting.busy} onClick={onSave}>
          {!template ? <Trans>Submit for review</Trans> : changes.review ? <Trans>Submit the change for review</Trans> : <Trans>Save</Trans>}
        </Button>
      )}
      {deleting && template && <DeleteDialog template={template} onClose={() => setDeleting(false)} onGone={onGone} />}
    </>
  );
}

function DeleteDialog({ template, onClose, onGone }: { template: Template; onClose: () => void; onGone: () => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const there = template.status !== "DRAFT";
  const remove = async (): Promise<void> => {
    await api.remove(template.id);
    onClose();
    onGone();
  };
  return (
    <Dialog title={t`Delete ${titleOf(template.name)}`} width={460} onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => (event.preventDefault(), void acting.run(remove))}>
        {there ? (
          <ul>
            <li>
              <Trans>It is deleted at WhatsApp too, in this language only.</Trans>
            </li>
            {template.status === "APPROVED" && (
              <li>
                <Trans>WhatsApp blocks its name for 30 days: until then no new template may be called so.</Trans>
              </li>
            )}
            <li>
              <Trans>Campaigns and reminders that use it can send nothing any more. What was sent stays.</Trans>
            </li>
            <li>
              <Trans>It cannot be undone.</Trans>
            </li>
          </ul>
        ) : (
          <p>
            <Trans>WhatsApp does not have it, so nothing but the draft goes. It cannot be undone.</Trans>
          </p>
        )}
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={styles.acts}>
          <Button data-autofocus onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" className={styles.bad} type="submit" disabled={acting.busy}>
            <Trans>Delete</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
