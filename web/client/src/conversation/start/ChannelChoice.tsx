import { Trans } from "@lingui/react/macro";

import type { Channel } from "../../protocol";
import styles from "./NewConversation.module.css";

interface ChannelChoiceProps {
  channels: readonly Channel[];
  value: string | null;
  onChange: (channel: string) => void;
}

/** The number it is written from. */
export function ChannelChoice({ channels, value, onChange }: ChannelChoiceProps) {
  return (
    <label className={styles.field}>
      <span>
        <Trans>From</Trans>
      </span>
      {channels.length === 0 ? (
        <em>
          <Trans>No number of yours can send now.</Trans>
        </em>
      ) : (
        <select value={value ?? ""} onChange={(event) => onChange(event.target.value)}>
          {channels.map((channel) => (
            <option key={channel.id} value={channel.id}>
              {channel.address ? `${channel.name} · ${channel.address}` : channel.name}
            </option>
          ))}
        </select>
      )}
    </label>
  );
}
