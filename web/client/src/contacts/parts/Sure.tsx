import { Trans } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import { useActing } from "../../live/useActing";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import styles from "./Form.module.css";

interface SureProps {
  title: string;
  /** The word on the button that does it. */
  act: ReactNode;
  run: () => Promise<unknown>;
  onClose: () => void;
  /** What has to be typed first: where much goes at once. */
  typed?: string;
  children: ReactNode;
}

/** For what cannot be taken back: says exactly what goes, then does it. */
export function Sure({ title, act, run, onClose, typed, children }: SureProps) {
  const acting = useActing();
  const [word, setWord] = useState("");
  return (
    <Dialog title={title} width={480} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void acting.run(run).then((done) => done && onClose());
        }}
      >
        {children}
        {typed && (
          <Field label={<Trans>Type {typed} to confirm</Trans>}>
            <Input value={word} maxLength={40} onChange={(event) => setWord(event.target.value)} />
          </Field>
        )}
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={styles.acts}>
          <Button data-autofocus onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" className={styles.bad} type="submit" disabled={acting.busy || (typed !== undefined && word.trim() !== typed)}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
