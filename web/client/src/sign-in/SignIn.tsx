import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Half, auth } from "../http/auth";
import { useHalt } from "../live/hooks";
import { Card } from "./Card";
import styles from "./Card.module.css";
import { Forgotten } from "./Forgotten";
import { SecondStep } from "./SecondStep";
import { useCapsLock } from "./useCapsLock";
import { useForm } from "./useForm";

export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useLingui();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [half, setHalf] = useState<Half | null>(null);
  const [forgot, setForgot] = useState(false);
  const caps = useCapsLock();
  const revoked = useHalt() === "revoked";
  const form = useForm(async () => {
    const needed = await auth.signIn(email, password);
    if (needed) setHalf(needed);
    else onSignedIn();
  });
  const again = () => {
    setHalf(null);
    setForgot(false);
    setPassword("");
  };
  if (half) return <SecondStep half={half} onSignedIn={onSignedIn} onBack={again} />;
  if (forgot) return <Forgotten email={email} onBack={again} />;
  return (
    <Card
      title={<Trans>Sign in</Trans>}
      words={<Reason revoked={revoked} />}
      problem={form.problem}
      onSubmit={form.submit}
    >
      <TextInput
        label={t`E-mail`}
        type="email"
        name="email"
        autoComplete="username"
        required
        data-autofocus
        value={email}
        error={form.wrong("email")}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t`Password`}
        name="password"
        visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
        autoComplete="current-password"
        required
        value={password}
        error={form.wrong("password")}
        {...caps.keys}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {caps.on && (
        <p className={styles.caps} role="status">
          <Trans>Caps Lock is on.</Trans>
        </p>
      )}
      <Button type="submit" loading={form.busy}>
        <Trans>Sign in</Trans>
      </Button>
      <button type="button" className={styles.aside} onClick={() => setForgot(true)}>
        <Trans>I forgot my password</Trans>
      </button>
    </Card>
  );
}

/** Why this page is seen. */
function Reason({ revoked }: { revoked: boolean }) {
  if (revoked) return <Trans>Your access was taken away. An administrator can give it back.</Trans>;
  if (auth.othersStay) return <Trans>You are signed out here. Your other devices could not be signed out, because the server did not answer: sign in and try again.</Trans>;
  return <Trans>To the team's inbox</Trans>;
}
