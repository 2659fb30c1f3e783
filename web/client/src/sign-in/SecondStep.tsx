import { Trans, useLingui } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { type Half, type Setup, auth } from "../http/auth";
import { Card } from "./Card";
import styles from "./Card.module.css";
import { useForm } from "./useForm";

interface Kept {
  codes: string[];
  onKept: () => void;
}

/** After the password: a code of the authenticator app, which is set up here first where that is required and missing. */
export function SecondStep({ half, onSignedIn, onBack }: { half: Half; onSignedIn: () => void; onBack: () => void }) {
  const { t } = useLingui();
  const [code, setCode] = useState("");
  const [setup, setSetup] = useState<Setup | null>(null);
  const [kept, setKept] = useState<Kept | null>(null);
  const preparing = useForm(async () => setSetup(await auth.setUp(half)));
  const form = useForm(async () => {
    await auth.finish(half, code, (codes) => new Promise<void>((onKept) => setKept({ codes, onKept })));
    onSignedIn();
  });
  const settingUp = half.step === "setup";
  const field = useRef<HTMLInputElement>(null);
  const asked = useRef(false);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (!settingUp || asked.current) return;
    asked.current = true; // each asking makes another secret
    preparing.submit();
  }, [settingUp, preparing]);
  if (kept) return <RecoveryCodes {...kept} />;
  return (
    <Card
      title={settingUp ? <Trans>Set up two-step sign-in</Trans> : <Trans>One more step</Trans>}
      words={
        settingUp ? (
          <Trans>It is required here. Scan this with an authenticator app, then type the code it shows.</Trans>
        ) : (
          <Trans>Type the code your authenticator app shows, or a recovery code.</Trans>
        )
      }
      problem={form.problem ?? preparing.problem}
      onSubmit={form.submit}
    >
      {setup && <Secret setup={setup} />}
      <TextInput
        label={t`Code`}
        name="code"
        autoComplete="one-time-code"
        inputMode={settingUp ? "numeric" : "text"}
        autoCapitalize="characters"
        maxLength={32}
        required
        ref={field}
        value={code}
        error={form.wrong("code")}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" loading={form.busy} disabled={settingUp && !setup}>
        <Trans>Sign in</Trans>
      </Button>
      <button type="button" className={styles.aside} onClick={onBack}>
        <Trans>Begin again</Trans>
      </button>
    </Card>
  );
}

function Secret({ setup: { secret, uri, qr } }: { setup: Setup }) {
  const { t } = useLingui();
  return (
    <>
      <svg className={styles.qr} viewBox={`-4 -4 ${qr.side + 8} ${qr.side + 8}`} role="img" aria-label={t`QR code for the authenticator app`}>
        <path d={qr.path} />
      </svg>
      <p className={styles.secret}>
        <a href={uri}>
          <Trans>Open it on this device</Trans>
        </a>
        <code>{secret.match(/.{1,4}/g)?.join(" ")}</code>
      </p>
    </>
  );
}

function RecoveryCodes({ codes, onKept }: Kept) {
  return (
    <Card
      title={<Trans>Keep these recovery codes</Trans>}
      words={<Trans>Each lets you in once when your telephone is lost. They are not shown again.</Trans>}
      problem={null}
      onSubmit={onKept}
    >
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Button type="submit">
        <Trans>I have kept them</Trans>
      </Button>
    </Card>
  );
}
