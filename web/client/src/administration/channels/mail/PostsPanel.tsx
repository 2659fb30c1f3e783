import { Trans } from "@lingui/react/macro";

import type { Id } from "../../../protocol";
import { Panel } from "../../../ui/Panel";
import { Posts } from "./Posts";

export function PostsPanel({ channel }: { channel: Id }) {
  return (
    <Panel
      title={<Trans>Mails from a provider</Trans>}
      words={<Trans>For a mailbox without IMAP: the provider that takes its mails brings them here at once, as webhooks. Nothing is believed without its signature or password.</Trans>}
    >
      <Posts channel={channel} />
    </Panel>
  );
}
