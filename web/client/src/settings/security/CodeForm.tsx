import { Trans } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import { useActing } from "../../live/useActing";
import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import { Acts } from "../../ui/Panel";
import styles from "../Settings.module.css";

interface CodeFormProps<Answer> {
  words: ReactNode;
  button: ReactNode;
  send: (code: string) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  onCancel: () => void;
}

/** Asks for a code of the authenticator app. */
export function CodeForm<Answer>({ words, button, send, onDone, onCancel }: CodeFormProps<Answer>) {
  const [code, setCode] = useState("");
  const { busy, problem, run } = useActing();
  return (
    <form
      className={styles.sheet}
      onSubmit={(event) => {
        event.preventDefault();
        void run(async () => onDone(await send(code.trim())));
      }}
    >
      <p className={styles.words}>{words}</p>
      <Field label={<Trans>Code</Trans>} wrong={problem?.message}>
        <Input name="code" inputMode="numeric" autoComplete="one-time-code" autoCapitalize="characters" required maxLength={32} value={code} onChange={(event) => setCode(event.target.value)} />
      </Field>
      <Acts>
        <Button onClick={onCancel}>
          <Trans>Cancel</Trans>
        </Button>
        <Button kind="main" type="submit" disabled={busy || !code.trim()}>
          {button}
        </Button>
      </Acts>
    </form>
  );
}
