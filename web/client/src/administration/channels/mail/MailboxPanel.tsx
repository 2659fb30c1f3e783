import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { useActing } from "../../../live/useActing";
import { useHearing } from "../../../live/useHearing";
import { useLoaded } from "../../../live/useLoaded";
import type { Channel, MailboxSetup, MailServer } from "../../../protocol";
import { said } from "../../../said/said";
import { Button } from "../../../ui/Button";
import { Field, Input } from "../../../ui/Field";
import { Notice } from "../../../ui/Notice";
import { Acts, Fact, Facts, Fields, Panel } from "../../../ui/Panel";
import { TimeAgo } from "../../../ui/TimeAgo";
import * as api from "../../api";
import section from "../../parts/Section.module.css";
import { Waiting } from "../../parts/Waiting";
import type { useChanges } from "../../parts/useChanges";
import { PastPanel } from "./PastPanel";
import { PostsPanel } from "./PostsPanel";
import { ServerFields } from "./ServerFields";
import { serverOf, serversOf } from "./servers";

interface MailboxPanelProps {
  channel: Channel;
  changes: ReturnType<typeof useChanges>;
}

/** How a mailbox is opened. Its password is replaced and never shown. */
export function MailboxPanel({ channel, changes }: MailboxPanelProps) {
  const { value: setup, error, again } = useLoaded<MailboxSetup>(`mailbox/${channel.id}/${channel.version}`, () => api.channels.mailbox(channel.id));
  const [changing, setChanging] = useState(false);
  if (!setup) return <Waiting error={error} again={again} />;
  const ours = !channel.from_environment && channel.state !== "deactivated";
  return (
    <Panel
      title={<Trans>Set-up</Trans>}
      acts={
        ours &&
        !changing && (
          <Button onClick={() => setChanging(true)}>
            <Trans>Change how it is opened</Trans>
          </Button>
        )
      }
    >
      <Facts>
        <Fact name={<Trans>E-mail address</Trans>}>{setup.address}</Fact>
        <Fact name={<Trans>Incoming server (IMAP)</Trans>}>{setup.imap ? <Server server={setup.imap} /> : <Trans>none: mails come from the provider’s webhooks</Trans>}</Fact>
        {setup.folders.length > 0 && <Fact name={<Trans>Folders that are read</Trans>}>{setup.folders.join(", ")}</Fact>}
        <Fact name={<Trans>Outgoing server (SMTP)</Trans>}>{setup.smtp && <Server server={setup.smtp} />}</Fact>
        <Fact name={<Trans>Signed in by</Trans>}>
          {setup.oauth === "google" && <Trans>consent at Google</Trans>}
          {setup.oauth === "microsoft" && <Trans>consent at Microsoft</Trans>}
          {!setup.oauth && <Trans>password</Trans>} {setup.password.since && <TimeAgo at={setup.password.since} />}
        </Fact>
      </Facts>
      {changing && <Changing channel={channel} setup={setup} changes={changes} onDone={() => setChanging(false)} />}
    </Panel>
  );
}

/** How its mails come: brought by a provider, and what was in it before. */
export function MailWays({ channel }: { channel: Channel }) {
  const { value: setup, again } = useLoaded<MailboxSetup>(`ways/${channel.id}`, () => api.channels.mailbox(channel.id));
  useHearing(["channel.changed"], again);
  if (!setup || channel.state === "deactivated") return null;
  return (
    <>
      {setup.imap && <PastPanel channel={channel.id} />}
      {!channel.from_environment && <PostsPanel channel={channel.id} />}
    </>
  );
}

function Server({ server }: { server: MailServer }) {
  return (
    <>
      {server.host}:{server.port} {server.security === "tls" ? "TLS" : "STARTTLS"}
    </>
  );
}

function Changing({ channel, setup, changes, onDone }: MailboxPanelProps & { setup: MailboxSetup; onDone: () => void }) {
  const [servers, setServers] = useState(() => serversOf(setup));
  const [user, setUser] = useState(setup.username);
  const [password, setPassword] = useState("");
  const { busy, problem, run } = useActing();
  const [imap, smtp] = [serverOf(servers.imap), serverOf(servers.smtp)];
  const given = { username: user.trim(), ...(imap && { imap }), ...(smtp && { smtp }), ...(password && { password }) };
  const save = (): void => void changes.change(() => api.channels.changeMailbox(channel.id, given, setup.version), <Trans>The mailbox is opened so from now on.</Trans>).then((done) => done && onDone());
  const consent = (provider: string): void => void run(async () => window.location.assign((await api.channels.askConsent(provider, { channel: channel.id, address: setup.address })).url));
  return (
    <form
      className={section.sheet}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {setup.oauth && (
        <Acts>
          <Button disabled={busy} onClick={() => setup.oauth && consent(setup.oauth)}>
            {setup.oauth === "google" ? <Trans>Sign in with Google again</Trans> : <Trans>Sign in with Microsoft again</Trans>}
          </Button>
        </Acts>
      )}
      {problem && <Notice tone="bad" words={said(problem.message)} />}
      <ServerFields servers={servers} onChange={setServers} />
      <Fields>
        <Field label={<Trans>User name</Trans>}>
          <Input spellCheck={false} autoCapitalize="off" maxLength={320} value={user} onChange={(event) => setUser(event.target.value)} />
        </Field>
        <Field label={<Trans>New password</Trans>} hint={<Trans>Left empty, the one before stays</Trans>}>
          <Input type="password" autoComplete="off" data-1p-ignore maxLength={1024} value={password} onChange={(event) => setPassword(event.target.value)} />
        </Field>
      </Fields>
      <Acts>
        <Button onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
        <Button kind="main" type="submit" disabled={changes.busy || !smtp || user.trim() === ""}>
          {changes.busy ? <Trans>Signing in at both servers…</Trans> : <Trans>Save</Trans>}
        </Button>
      </Acts>
    </form>
  );
}
