import { Trans, useLingui } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { auth } from "../http/auth";
import { said } from "../said/said";
import { Card } from "./Card";
import styles from "./Card.module.css";
import { useForm } from "./useForm";

/** The answer is the same whether or not somebody has the address. */
export function Forgotten({ email: typed, onBack }: { email: string; onBack: () => void }) {
  const { t } = useLingui();
  const [email, setEmail] = useState(typed);
  const [told, setTold] = useState<string | null>(null);
  const form = useForm(async () => setTold(await auth.forgot(email)));
  return (
    <Card
      title={<Trans>A new password</Trans>}
      words={told ? said(told) : <Trans>We send you a link to choose one.</Trans>}
      problem={form.problem}
      onSubmit={told === null ? form.submit : onBack}
    >
      {told === null && (
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
      )}
      {told === null && (
        <Button type="submit" loading={form.busy}>
          <Trans>Send the link</Trans>
        </Button>
      )}
      <button type="button" className={styles.aside} onClick={onBack}>
        <Trans>Back to the sign-in</Trans>
      </button>
    </Card>
  );
}
