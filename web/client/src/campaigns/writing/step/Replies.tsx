import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { useOutline } from "../../../live/hooks";
import { useLoaded } from "../../../live/useLoaded";
import type { ReplyRule } from "../../../protocol";
import { Field, Input, Select } from "../../../ui/Field";
import { Fields, Panel } from "../../../ui/Panel";
import * as api from "../../api";
import type { StepProps } from "../StepProps";
import { Choice } from "./Choice";
import styles from "./Step.module.css";

type Way = "usual" | "user" | "team" | "round_robin" | "nobody";
const NONE = { user: null, team: null, round_robin: false, nobody: false };

/** To whom answers go. */
export function RepliesStep({ fields, edit }: StepProps) {
  const { t } = useLingui();
  const { replies } = fields;
  const { value: teams } = useLoaded("teams", api.teams);
  const users = [...useOutline().users.values()].filter(({ active }) => active).sort((one, other) => one.name.localeCompare(other.name));
  const set = (part: Partial<ReplyRule>): void => edit({ replies: { ...replies, ...part } });
  const way = wayOf(replies);
  const choose = (next: Way): void => {
    const [user] = users;
    const [team] = teams ?? [];
    set({ ...NONE, ...(next === "user" && { user: user?.id ?? null }), ...(next === "team" && { team: team?.id ?? null }), ...(next === "round_robin" && { round_robin: true }), ...(next === "nobody" && { nobody: true }) });
  };
  const choices: [Way, ReactNode, ReactNode][] = [
    ["usual", <Trans key="usual">As any other message</Trans>, <Trans key="usual-hint">What the office does with new conversations</Trans>],
    ["round_robin", <Trans key="turns">Whoever is there, in turn</Trans>, <Trans key="turns-hint">Each answer to the next one online</Trans>],
    ["team", <Trans key="team">A team</Trans>, <Trans key="team-hint">To the one of it with the fewest conversations</Trans>],
    ["user", <Trans key="person">One person</Trans>, <Trans key="person-hint">All answers to the same</Trans>],
    ["nobody", <Trans key="nobody">Nobody yet</Trans>, <Trans key="nobody-hint">They wait among the unassigned</Trans>],
  ];
  return (
    <Panel title={<Trans>Who answers</Trans>} words={<Trans>Replies come to the inbox and say which campaign they answer. Conversations somebody has already stay with them.</Trans>}>
      <fieldset className={styles.radios}>
        <legend className="unseen">{t`Who answers`}</legend>
        {choices.map(([value, words, hint]) => (
          <Choice
            key={value}
            name="replies"
            label={words}
            hint={value === "team" && teams?.length === 0 ? <Trans>There is no team yet</Trans> : hint}
            checked={way === value}
            disabled={value === "team" && teams?.length === 0}
            onChoose={() => choose(value)}
          />
        ))}
      </fieldset>
      <Fields>
        {way === "user" && (
          <Field label={<Trans>Who</Trans>}>
            <Select value={replies.user ?? ""} onChange={(event) => set({ user: event.target.value })}>
              {users.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {way === "team" && (
          <Field label={<Trans>Which team</Trans>}>
            <Select value={replies.team ?? ""} onChange={(event) => set({ team: event.target.value })}>
              {teams?.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )}
        <Field label={<Trans>Tag their conversations</Trans>} hint={<Trans>Empty: no tag.</Trans>}>
          <Input dir="auto" maxLength={40} value={replies.tag ?? ""} onChange={(event) => set({ tag: event.target.value.trimStart() || null })} />
        </Field>
        <Field label={<Trans>Counts as an answer for so many days</Trans>}>
          <Input type="number" min={1} max={30} value={replies.days} onChange={(event) => set({ days: Math.max(1, Math.min(30, Math.round(Number(event.target.value)) || 1)) })} />
        </Field>
      </Fields>
    </Panel>
  );
}

function wayOf({ user, team, round_robin, nobody }: ReplyRule): Way {
  if (user) return "user";
  if (team) return "team";
  if (round_robin) return "round_robin";
  return nobody ? "nobody" : "usual";
}
