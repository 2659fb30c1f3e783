import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { useOutline } from "../../live/hooks";
import type { Channel } from "../../protocol";
import { Button } from "../../ui/Button";
import { Acts, Panel } from "../../ui/Panel";
import { Switch } from "../../ui/Switch";
import * as api from "../api";
import { differing } from "../people/PersonForm";
import { PeopleChoices } from "../people/Choices";
import type { useChanges } from "../parts/useChanges";
import styles from "./Channels.module.css";

interface MembersPanelProps {
  channel: Channel;
  may: boolean;
  changes: ReturnType<typeof useChanges>;
}

/** Who of the agents answers there. */
export function MembersPanel({ channel, may, changes }: MembersPanelProps) {
  const { users } = useOutline();
  const [members, setMembers] = useState(channel.members);
  const dirty = Object.keys(differing({ members: channel.members }, { members })).length > 0;
  const save = () => {
    const before = channel.members;
    void changes.change(() => api.channels.members(channel.id, members), <Trans>Members changed.</Trans>, () => api.channels.members(channel.id, before));
  };
  if (!may) {
    const names = channel.members?.map((id) => users.get(id)?.name ?? "").filter(Boolean);
    return (
      <Panel title={<Trans>Members</Trans>}>
        <p className={styles.words}>{names ? names.join(", ") : <Trans>Open to everybody.</Trans>}</p>
      </Panel>
    );
  }
  return (
    <Panel title={<Trans>Members</Trans>} words={<Trans>Managers and administrators see every channel; agents those that name them, or that are open to everybody.</Trans>}>
      <Switch label={<Trans>Open to everybody</Trans>} checked={members === null} onChange={(open) => setMembers(open ? null : [])} />
      {members && <PeopleChoices chosen={members} onChange={setMembers} />}
      {dirty && (
        <Acts>
          <Button disabled={changes.busy} onClick={() => setMembers(channel.members)}>
            <Trans>Discard</Trans>
          </Button>
          <Button kind="main" disabled={changes.busy} onClick={save}>
            <Trans>Save</Trans>
          </Button>
        </Acts>
      )}
    </Panel>
  );
}
