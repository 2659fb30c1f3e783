import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import { useLoaded } from "../../live/useLoaded";
import type { Channel, ChannelSetup, Credential } from "../../protocol";
import { Button } from "../../ui/Button";
import { CopyField } from "../../ui/CopyField";
import { Field, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Acts, Fact, Facts, Fields, Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import section from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import type { useChanges } from "../parts/useChanges";

interface CredentialsProps {
  channel: Channel;
  changes: ReturnType<typeof useChanges>;
}

const EMPTY = { access_token: "", app_secret: "", verify_token: "", business: "" };

/** How it is set up. Secrets are replaced and never shown: only how they end. */
export function Credentials({ channel, changes }: CredentialsProps) {
  const { t } = useLingui();
  const { value: setup, error, again } = useLoaded<ChannelSetup>(`channel-setup/${channel.id}/${channel.version}`, () => api.channels.setup(channel.id));
  const [replacing, setReplacing] = useState(false);
  if (!setup) return error?.code === "not_found" ? null : <Waiting error={error} again={again} />;
  const onLine = setup.kind === "line";
  const replaceable = !setup.from_environment && channel.state !== "deactivated";
  return (
    <Panel
      title={<Trans>Set-up</Trans>}
      acts={
        replaceable &&
        !replacing && (
          <Button onClick={() => setReplacing(true)}>
            <Trans>Replace credentials</Trans>
          </Button>
        )
      }
    >
      {!setup.readable && <Notice tone="bad" words={<Trans>These secrets were sealed with another SECRET_KEY and cannot be read: enter them again.</Trans>} />}
      <Facts>
        <Fact name={onLine ? <Trans>User ID of the account</Trans> : <Trans>Phone number ID</Trans>}>{setup.address}</Fact>
        {!onLine && <Fact name={<Trans>Business account ID</Trans>}>{setup.business ?? "–"}</Fact>}
        <Fact name={<Trans>Access token</Trans>}>
          <Ending credential={setup.access_token} />
        </Fact>
        <Fact name={onLine ? <Trans>Channel secret</Trans> : <Trans>App secret</Trans>}>
          <Ending credential={setup.app_secret} />
        </Fact>
        {!onLine && (
          <Fact name={<Trans>Verify token</Trans>}>
            <Ending credential={setup.verify_token} />
          </Fact>
        )}
        {!onLine && <Fact name={<Trans>Version of the API</Trans>}>{setup.api_version}</Fact>}
      </Facts>
      {setup.callback && <CopyField label={t`Webhook address (callback URL)`} value={setup.callback} />}
      {replacing && <Replacing channel={channel} changes={changes} onDone={() => setReplacing(false)} />}
    </Panel>
  );
}

function Ending({ credential }: { credential: Credential }): ReactNode {
  if (!credential.set) return <Trans>not set</Trans>;
  return (
    <>
      {credential.ending} {credential.since && <TimeAgo at={credential.since} />}
    </>
  );
}

function Replacing({ channel, changes, onDone }: CredentialsProps & { onDone: () => void }) {
  const [form, setForm] = useState(EMPTY);
  const onLine = channel.kind === "line";
  const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value.trim()).map(([key, value]) => [key, value.trim()]));
  const secret = (name: keyof typeof EMPTY) => ({
    type: "password",
    autoComplete: "off",
    "data-1p-ignore": true,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  });
  const save = () => void changes.change(() => api.channels.change(channel.id, given, channel.version), <Trans>The new credentials hold from now on. Test the connection.</Trans>).then((done) => done && onDone());
  return (
    <form
      className={section.sheet}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Fields>
        <Field label={<Trans>New access token</Trans>}>
          <Input {...secret("access_token")} />
        </Field>
        <Field label={onLine ? <Trans>New channel secret</Trans> : <Trans>New app secret</Trans>} hint={<Trans>Two, with a comma between, while you rotate it</Trans>}>
          <Input {...secret("app_secret")} />
        </Field>
        {!onLine && (
          <Field label={<Trans>New verify token</Trans>}>
            <Input {...secret("verify_token")} />
          </Field>
        )}
        {!onLine && (
          <Field label={<Trans>Another business account ID</Trans>}>
            <Input {...secret("business")} type="text" inputMode="numeric" />
          </Field>
        )}
      </Fields>
      <Acts>
        <Button onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
        <Button kind="main" type="submit" disabled={changes.busy || Object.keys(given).length === 0}>
          <Trans>Replace</Trans>
        </Button>
      </Acts>
    </form>
  );
}
