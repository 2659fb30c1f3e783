import { Trans, useLingui } from "@lingui/react/macro";
import { Check, CloudOff, PencilLine } from "lucide-react";

import { Button } from "../ui/Button";
import type { Saving } from "./draft";
import styles from "./SavedMark.module.css";

const ICON = 14; // px

/** Whether what is on the screen is kept, in a word. `nobody`: what to say while it is not known for whom. */
export function SavedMark({ saving, nobody = "", onSave }: { saving: Saving; nobody?: string; onSave: () => Promise<unknown> }) {
  const { t } = useLingui();
  if (saving === "new") return null;
  const words = { nobody, saved: t`Saved`, unsaved: t`Unsaved`, saving: t`Saving…`, failed: t`Not saved`, conflict: t`Not saved: changed by somebody else` };
  const Icon = saving === "saved" ? Check : saving === "failed" || saving === "conflict" ? CloudOff : PencilLine;
  return (
    <>
      <span className={styles.mark} data-saving={saving} role="status">
        <Icon size={ICON} aria-hidden />
        {words[saving]}
      </span>
      {saving === "failed" && (
        <Button kind="quiet" onClick={() => void onSave()}>
          <Trans>Try now</Trans>
        </Button>
      )}
    </>
  );
}
