import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useActing } from "../../../live/useActing";
import type { Channel, MailGuess } from "../../../protocol";
import { said } from "../../../said/said";
import { Button } from "../../../ui/Button";
import { Field, Input, Select } from "../../../ui/Field";
import { Notice } from "../../../ui/Notice";
import { Acts, Fields } from "../../../ui/Panel";
import { Switch } from "../../../ui/Switch";
import * as api from "../../api";
import styles from "../Channels.module.css";
import type { GuideProps } from "../GuideProps";
import { Step } from "../Step";
import { Posts } from "./Posts";
import { ServerFields } from "./ServerFields";
import { NO_SERVERS, serverOf, serversOf, whole } from "./servers";
import { TestStep } from "./TestStep";

/** A mailbox, step by step: its servers are guessed from the address, and tried before anything is kept. */
export default function MailGuide({ unconfigured, onDone }: GuideProps) {
  const { t } = useLingui();
  const [address, setAddress] = useState(unconfigured?.address ?? "");
  const [name, setName] = useState("");
  const [provider, setProvider] = useState("");
  const [guess, setGuess] = useState<MailGuess | null>(null);
  const [servers, setServers] = useState(NO_SERVERS);
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [brought, setBrought] = useState(false);
  const [saved, setSaved] = useState<Channel | null>(null);
  const { busy, problem, run } = useActing();
  const imap = brought ? null : serverOf(servers.imap);
  const smtp = serverOf(servers.smtp);
  const look = (as: string): void => {
    if (whole(address))
      void run(async () => {
        const found = await api.channels.guessMail(address.trim(), as);
        setGuess(found);
        setServers(serversOf(found));
      });
  };
  const save = (): void =>
    void run(async () => {
      const named = { ...(name.trim() && { name: name.trim() }), ...(user.trim() && { username: user.trim() }) };
      setSaved(await api.channels.addMail({ address: address.trim(), password, imap, smtp, ...named }));
    });
  const consent = (at: string): void =>
    void run(async () => {
      const { url } = await api.channels.askConsent(at, { address: address.trim(), ...(name.trim() && { name: name.trim() }) });
      window.location.assign(url);
    });
  return (
    <ol className={styles.steps} aria-label={t`Steps of the set-up`}>
      <Step title={<Trans>The mailbox</Trans>} done={guess !== null}>
        <p className={styles.words}>
          <Trans>Mails to this address come into the inbox, and answers leave from it. Nothing is deleted or marked as read there.</Trans>
        </p>
        <Fields>
          <Field label={<Trans>E-mail address</Trans>} wrong={problem?.field === "address" ? said(problem.message) : null}>
            <Input type="email" inputMode="email" spellCheck={false} maxLength={128} value={address} onChange={(event) => setAddress(event.target.value)} onBlur={() => look(provider)} />
          </Field>
          <Field label={<Trans>What you call it</Trans>} hint={<Trans>Customers see it where no agent’s name stands</Trans>}>
            <Input dir="auto" maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Field label={<Trans>Provider</Trans>} hint={<Trans>With a domain of your own, say whose mail it is</Trans>}>
            <Select
              value={provider}
              onChange={(event) => {
                setProvider(event.target.value);
                look(event.target.value);
              }}
            >
              <option value="">{t`Found from the address`}</option>
              <option value="google">{t`Google Workspace`}</option>
              <option value="microsoft">{t`Microsoft 365`}</option>
              <option value="zoho">Zoho</option>
              <option value="fastmail">Fastmail</option>
            </Select>
          </Field>
        </Fields>
        {!guess && (
          <Acts>
            <Button kind="main" disabled={busy || !whole(address)} onClick={() => look(provider)}>
              <Trans>Find its servers</Trans>
            </Button>
          </Acts>
        )}
      </Step>
      {guess && !saved && (
        <Step title={<Trans>How it is opened</Trans>}>
          {guess.advice && <Notice words={said(guess.advice)} />}
          {guess.oauth && guess.ready && (
            <Acts>
              <Button kind="main" disabled={busy} onClick={() => guess.oauth && consent(guess.oauth)}>
                {guess.oauth === "google" ? <Trans>Sign in with Google</Trans> : <Trans>Sign in with Microsoft</Trans>}
              </Button>
            </Acts>
          )}
          {guess.oauth && !guess.ready && (
            <p className={styles.words}>
              <Trans>Signing in with {guess.provider} is not set up on this server: its settings name no OAuth client.</Trans>
            </p>
          )}
          <Switch
            label={<Trans>A provider brings its mails</Trans>}
            hint={<Trans>Postmark, Mailgun, SendGrid or Amazon SES, as webhooks: there is no IMAP server</Trans>}
            checked={brought}
            onChange={setBrought}
          />
          <ServerFields servers={servers} onChange={setServers} reads={!brought} />
          <Fields>
            <Field label={<Trans>Password</Trans>} wrong={problem?.field === "password" ? said(problem.message) : null}>
              <Input type="password" autoComplete="off" data-1p-ignore maxLength={1024} value={password} onChange={(event) => setPassword(event.target.value)} />
            </Field>
            <Field label={<Trans>User name</Trans>} hint={<Trans>Left empty, it is the address</Trans>}>
              <Input spellCheck={false} autoCapitalize="off" maxLength={320} value={user} onChange={(event) => setUser(event.target.value)} />
            </Field>
          </Fields>
          <div aria-live="polite">{problem && problem.field !== "address" && problem.field !== "password" && <Notice tone="bad" words={said(problem.message)} />}</div>
          <Acts>
            <Button kind={guess.oauth && guess.ready ? "plain" : "main"} disabled={busy || !(imap ?? brought) || !smtp || password === ""} onClick={save}>
              {!busy ? <Trans>Save and go on</Trans> : brought ? <Trans>Signing in…</Trans> : <Trans>Signing in at both servers…</Trans>}
            </Button>
          </Acts>
        </Step>
      )}
      {saved && brought && (
        <Step title={<Trans>The provider</Trans>}>
          <Posts channel={saved.id} />
        </Step>
      )}
      {saved && <TestStep channel={saved.id} onDone={() => onDone(saved.id)} />}
    </ol>
  );
}
