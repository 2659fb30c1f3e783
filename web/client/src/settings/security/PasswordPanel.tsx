import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { useMe } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Acts, Fields, Panel } from "../../ui/Panel";
import { Check } from "../../ui/Switch";
import * as api from "../api";
import styles from "../Settings.module.css";

const SHORTEST = 10; // letters

/** Another password: the present one is asked for, and every other place is signed out. */
export function PasswordPanel() {
  const me = useMe();
  const [form, setForm] = useState({ present: "", password: "" });
  const [shown, setShown] = useState(false);
  const [done, setDone] = useState(false);
  const { busy, problem, run } = useActing();
  const save = async (): Promise<void> => {
    setDone(false);
    if (!(await run(() => api.password(form)))) return;
    setForm({ present: "", password: "" });
    setDone(true);
  };
  const field = (name: "present" | "password") => ({
    type: shown ? "text" : "password",
    required: true,
    maxLength: 1024,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  });
  return (
    <Panel title={<Trans>Password</Trans>}>
      <form
        className={styles.sheet}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <input type="text" name="username" autoComplete="username" value={me?.email ?? ""} readOnly hidden />
        <Fields>
          <Field label={<Trans>Present password</Trans>} wrong={problem?.field === "present" && problem.message}>
            <Input {...field("present")} autoComplete="current-password" />
          </Field>
          <Field label={<Trans>New password</Trans>} hint={<Trans>At least 10 characters; a sentence is better than a puzzle.</Trans>} wrong={problem?.field === "password" && problem.message}>
            <Input {...field("password")} autoComplete="new-password" minLength={SHORTEST} />
          </Field>
        </Fields>
        <Check label={<Trans>Show what is typed</Trans>} checked={shown} onChange={setShown} />
        {problem && problem.field === null && <Notice tone="bad" words={problem.message} />}
        {done && <Notice tone="good" words={<Trans>The new password holds. You are signed out everywhere but here.</Trans>} />}
        <Acts>
          <Button kind="main" type="submit" disabled={busy || !form.present || form.password.length < SHORTEST}>
            <Trans>Change the password</Trans>
          </Button>
        </Acts>
      </form>
    </Panel>
  );
}
