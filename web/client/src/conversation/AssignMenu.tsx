import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Check, ChevronDown, Inbox, UserRound } from "lucide-react";

import { assign } from "../live/actions";
import { useMe, useOutline, usePresence } from "../live/hooks";
import type { Channel, Conversation, User } from "../protocol";
import styles from "./Header.module.css";

interface AssignMenuProps {
  conversation: Conversation;
  channel: Channel | undefined;
  opened: boolean;
  onChange: (opened: boolean) => void;
  run: (doing: Promise<unknown>) => void;
}

/** Who takes care of it: I, one of those who see this number, or nobody yet. */
export function AssignMenu({ conversation, channel, opened, onChange, run }: AssignMenuProps) {
  const { t } = useLingui();
  const me = useMe();
  const { users } = useOutline();
  const presence = usePresence();
  const holder = conversation.assignee ? users.get(conversation.assignee) : undefined;
  const people = [...users.values()].filter((user) => user.active && maySee(user, channel)).sort((one, other) => one.name.localeCompare(other.name));
  const mine = people.filter((user) => user.id === me?.id);
  const others = people.filter((user) => user.id !== me?.id);
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-end" width={240} withinPortal>
      <Menu.Target>
        <button type="button" className={styles.button} data-role="assign" title={t`Assign (a)`}>
          <UserRound className={styles.icon} size={18} strokeWidth={1.7} aria-hidden />
          <span>{holder ? firstName(holder.name) : <Trans>Unassigned</Trans>}</span>
          <ChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {[...mine, ...others].map((user) => (
          <Menu.Item
            key={user.id}
            leftSection={<i className={styles.presence} data-state={user.id === me?.id ? "online" : (presence.get(user.id)?.state ?? "offline")} />}
            rightSection={user.id === conversation.assignee ? <Check size={15} /> : null}
            onClick={() => run(assign(conversation.id, user.id))}
          >
            {user.id === me?.id ? t`Me` : user.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Inbox size={15} />} disabled={!conversation.assignee} onClick={() => run(assign(conversation.id, null))}>
          <Trans>Back to the queue</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function maySee(user: User, channel: Channel | undefined): boolean {
  return user.role !== "agent" || !channel?.members || channel.members.includes(user.id);
}

function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}
