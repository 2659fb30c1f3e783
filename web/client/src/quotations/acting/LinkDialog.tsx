import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Id } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/Skeleton";
import { exactly } from "../../ui/time";
import * as api from "../api";
import { Button } from "../../ui/Button";
import { Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { useLoaded } from "../../live/useLoaded";
import acts from "./Acts.module.css";
import styles from "./Send.module.css";

/** The way to the customer's own page: whoever has it may read and answer, so it is shown only when asked for. */
export function LinkDialog({ id, onClose }: { id: Id; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { value, error, again } = useLoaded(id, () => api.link(id));
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    if (value) void navigator.clipboard.writeText(value.url).then(() => setCopied(true));
  };
  return (
    <Dialog title={t`The customer’s page`} width={480} onClose={onClose}>
      <div className={styles.send}>
        <p className={styles.words}>
          <Trans>Whoever has this link can see the quotation and answer it. Give it to the customer alone.</Trans>
        </p>
        {error && (
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        )}
        {!value && !error && <Skeleton height={36} />}
        {value && (
          <>
            <div className={acts.link}>
              <Input readOnly value={value.url} aria-label={t`Link`} onFocus={(event) => event.target.select()} />
              <Button kind="main" onClick={copy}>
                {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
              </Button>
            </div>
            <p className={styles.words}>
              <Trans>It works until {exactly(value.expires_at, i18n.locale)}.</Trans>
            </p>
          </>
        )}
      </div>
    </Dialog>
  );
}
