import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { auth } from "../http/auth";
import { Card } from "./Card";
import { useForm } from "./useForm";

/** `token`: the one-time word of the link that the server printed. */
export function FirstAdmin({ token, onSignedIn }: { token: string; onSignedIn: () => void }) {
  const { t } = useLingui();
  const [given, setGiven] = useState({ name: "", email: "", password: "" });
  const form = useForm(async () => {
    await auth.addFirstAdmin({ token, ...given });
    onSignedIn();
  });
  const field = (name: keyof typeof given) => ({
    name,
    required: true,
    value: given[name],
    error: form.wrong(name),
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setGiven((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <Card
      title={<Trans>Welcome</Trans>}
      words={<Trans>Nobody can sign in yet. You will be the first administrator.</Trans>}
      problem={form.problem ?? form.wrong("token") ?? (token ? null : t`This address is incomplete. Open the whole link that the server printed.`)}
      onSubmit={form.submit}
    >
      <TextInput label={t`Your name`} autoComplete="name" {...field("name")} />
      <TextInput label={t`E-mail`} type="email" autoComplete="username" {...field("email")} />
      <PasswordInput
        label={t`Password`}
        description={t`At least 10 characters; a sentence is better than a puzzle.`}
        autoComplete="new-password"
        minLength={10}
        {...field("password")}
      />
      <Button type="submit" loading={form.busy} disabled={!token}>
        <Trans>Begin</Trans>
      </Button>
    </Card>
  );
}
