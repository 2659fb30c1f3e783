import { Trans } from "@lingui/react/macro";

import type { Id } from "../../../protocol";
import { Panel } from "../../../ui/Panel";
import { Trial } from "./Trial";

export function TrialPanel({ channel }: { channel: Id }) {
  return (
    <Panel title={<Trans>A mail to itself</Trans>}>
      <Trial channel={channel} />
    </Panel>
  );
}
