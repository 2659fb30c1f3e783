import { Trans } from "@lingui/react/macro";

import { useLoaded } from "../../live/useLoaded";
import { useOutline } from "../../live/hooks";
import type { Id, Team } from "../../protocol";
import { Check } from "../../ui/Switch";
import { useChannelWords } from "../../ui/useChannelWords";
import type { Channel } from "../../protocol";
import * as api from "../api";
import styles from "./People.module.css";

interface ChoicesProps {
  chosen: readonly Id[];
  disabled?: boolean;
  onChange: (chosen: Id[]) => void;
}

const toggled = (chosen: readonly Id[], id: Id, on: boolean): Id[] => (on ? [...chosen, id] : chosen.filter((each) => each !== id));

/** The numbers whose members are named; an open one is everybody's already. */
export function ChannelChoices({ chosen, disabled = false, onChange }: ChoicesProps) {
  const { channels } = useOutline();
  const set = [...channels.values()].filter(({ state }) => state === "active" || state === "paused");
  const closed = set.filter(({ members }) => members !== null);
  const open = set.filter(({ members }) => members === null);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>
        <Trans>Channels</Trans>
      </legend>
      <div className={styles.checks}>
        {closed.map((channel) => (
          <ChannelCheck key={channel.id} channel={channel} disabled={disabled} checked={chosen.includes(channel.id)} onChange={(on) => onChange(toggled(chosen, channel.id, on))} />
        ))}
        {open.map((channel) => (
          <ChannelCheck key={channel.id} channel={channel} disabled checked onChange={() => undefined} />
        ))}
      </div>
      {open.length > 0 && (
        <p className={styles.words}>
          <Trans>What cannot be changed here is open to everybody; its members are named on its own page.</Trans>
        </p>
      )}
      {set.length === 0 && (
        <p className={styles.words}>
          <Trans>No channel is set up yet.</Trans>
        </p>
      )}
    </fieldset>
  );
}

function ChannelCheck({ channel, ...rest }: { channel: Channel; checked: boolean; disabled: boolean; onChange: (on: boolean) => void }) {
  return <Check label={useChannelWords(channel)} {...rest} />;
}

export function TeamChoices({ chosen, onChange }: ChoicesProps) {
  const { value } = useLoaded("teams-to-choose", (signal) => api.teams.list(new URLSearchParams({ limit: "200" }), signal));
  if (!value || value.items.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>
        <Trans>Teams</Trans>
      </legend>
      <div className={styles.checks}>
        {value.items.map((team: Team) => (
          <Check key={team.id} label={team.name} checked={chosen.includes(team.id)} onChange={(on) => onChange(toggled(chosen, team.id, on))} />
        ))}
      </div>
    </fieldset>
  );
}

export function PeopleChoices({ chosen, onChange }: ChoicesProps) {
  const { users } = useOutline();
  const people = [...users.values()].filter(({ active, id }) => active || chosen.includes(id)).sort((one, other) => one.name.localeCompare(other.name));
  return (
    <div className={styles.checks}>
      {people.map((person) => (
        <Check key={person.id} label={person.name} checked={chosen.includes(person.id)} onChange={(on) => onChange(toggled(chosen, person.id, on))} />
      ))}
    </div>
  );
}
