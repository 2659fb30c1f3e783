import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { type Half, auth } from "../http/auth";
import { Card } from "./Card";
import { SecondStep } from "./SecondStep";
import { useForm } from "./useForm";

interface ChoosePasswordProps {
  /** What the link is: an invitation signs in, a forgotten password leads to the sign-in. */
  link: "invitation" | "new-password";
  token: string;
  onSignedIn: () => void;
  onChosen: () => void;
}

export function ChoosePassword({ link, token, onSignedIn, onChosen }: ChoosePasswordProps) {
  const { t } = useLingui();
  const [password, setPassword] = useState("");
  const [half, setHalf] = useState<Half | null>(null);
  const invited = link === "invitation";
  const form = useForm(async () => {
    if (!invited) {
      await auth.choose({ token, password });
      return onChosen();
    }
    const needed = await auth.accept({ token, password });
    if (needed) setHalf(needed);
    else onSignedIn();
  });
  if (half) return <SecondStep half={half} onSignedIn={onSignedIn} onBack={onChosen} />;
  return (
    <Card
      title={invited ? <Trans>Welcome</Trans> : <Trans>A new password</Trans>}
      words={invited ? <Trans>Choose a password to come in.</Trans> : <Trans>You will be signed out everywhere.</Trans>}
      problem={form.problem ?? form.wrong("token") ?? (token ? null : t`This address is incomplete. Open the whole link again.`)}
      onSubmit={form.submit}
    >
      <PasswordInput
        label={t`Password`}
        description={t`At least 10 characters; a sentence is better than a puzzle.`}
        name="password"
        visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
        autoComplete="new-password"
        minLength={10}
        required
        data-autofocus
        value={password}
        error={form.wrong("password")}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={form.busy} disabled={!token}>
        {invited ? <Trans>Come in</Trans> : <Trans>Save</Trans>}
      </Button>
    </Card>
  );
}
