import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { Field, Input, Select } from "../../../ui/Field";
import { Fields } from "../../../ui/Panel";
import type { ServerDraft, Servers } from "./servers";

interface ServerFieldsProps {
  servers: Servers;
  onChange: (servers: Servers) => void;
  /** Whether mails are read by IMAP, and not brought by a provider. */
  reads?: boolean;
}

/** Where mails are read and where they are handed in. */
export function ServerFields({ servers, onChange, reads = true }: ServerFieldsProps) {
  return (
    <>
      {reads && (
        <>
          <One name={<Trans>Incoming server (IMAP)</Trans>} server={servers.imap} onChange={(imap) => onChange({ ...servers, imap })} />
          <Field label={<Trans>Checks senders as (may be left empty)</Trans>} hint={<Trans>The name your mail server gives itself in “Authentication-Results”. Without it no sender’s address counts as proven; of Gmail and other large providers it is known.</Trans>}>
            <Input
              spellCheck={false}
              autoCapitalize="off"
              maxLength={253}
              value={servers.imap.checkedBy}
              onChange={(event) => onChange({ ...servers, imap: { ...servers.imap, checkedBy: event.target.value } })}
            />
          </Field>
        </>
      )}
      <One name={<Trans>Outgoing server (SMTP)</Trans>} server={servers.smtp} onChange={(smtp) => onChange({ ...servers, smtp })} />
    </>
  );
}

function One({ name, server, onChange }: { name: ReactNode; server: ServerDraft; onChange: (server: ServerDraft) => void }) {
  return (
    <Fields>
      <Field label={name}>
        <Input spellCheck={false} autoCapitalize="off" maxLength={253} value={server.host} onChange={(event) => onChange({ ...server, host: event.target.value })} />
      </Field>
      <Field label={<Trans>Port</Trans>}>
        <Input inputMode="numeric" maxLength={5} value={server.port} onChange={(event) => onChange({ ...server, port: event.target.value })} />
      </Field>
      <Field label={<Trans>Encryption</Trans>}>
        <Select value={server.security} onChange={(event) => onChange({ ...server, security: event.target.value === "tls" ? "tls" : "starttls" })}>
          <option value="tls">TLS</option>
          <option value="starttls">STARTTLS</option>
        </Select>
      </Field>
    </Fields>
  );
}
