import { Trans, useLingui } from "@lingui/react/macro";
import { Check, CloudOff, PencilLine } from "lucide-react";

import { Button } from "../../ui/Button";
import type { Drafted, Drafting } from "./drafting";
import styles from "./Writing.module.css";

const ICON = 14; // px

/** Whether what is on the screen is kept, in a word. */
export function SavedMark({ drafting, now }: { drafting: Drafting; now: Drafted }) {
  const { t } = useLingui();
  const words = { saved: t`Saved`, unsaved: t`Unsaved`, saving: t`Saving…`, failed: t`Not saved`, conflict: t`Not saved: changed by somebody else` };
  const Icon = now.saving === "saved" ? Check : now.saving === "failed" || now.saving === "conflict" ? CloudOff : PencilLine;
  return (
    <>
      <span className={styles.mark} data-saving={now.saving} role="status">
        <Icon size={ICON} aria-hidden />
        {words[now.saving]}
      </span>
      {now.saving === "failed" && (
        <Button kind="quiet" onClick={() => void drafting.save()}>
          <Trans>Try now</Trans>
        </Button>
      )}
    </>
  );
}
