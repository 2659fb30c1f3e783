import { Trans, useLingui } from "@lingui/react/macro";

import type { Listing, Narrow } from "../live/filters";
import { useMe, useOutline } from "../live/hooks";
import type { ConversationSort, ConversationState, WindowState } from "../protocol";
import { Button } from "../ui/Button";
import { Field, Select } from "../ui/Field";
import { narrowness } from "./address";
import styles from "./FilterPanel.module.css";
import { usePriorityWords } from "./priorityWords";
import { usePeople, useTags, useTeams } from "./vocabulary";

interface FilterPanelProps {
  listing: Listing;
  view: string | undefined;
  onListing: (listing: Listing, view?: string) => void;
  onSave: () => void;
  onClose: () => void;
}

const WAITS = [10, 30, 60, 240, 1440]; // minutes

/** All a list can be narrowed to, and its order. What is chosen holds at once. */
export default function FilterPanel({ listing, view, onListing, onSave, onClose }: FilterPanelProps) {
  const { t } = useLingui();
  const me = useMe();
  const { channels } = useOutline();
  const people = usePeople();
  const teams = useTeams();
  const tags = useTags();
  const priorities = usePriorityWords();
  const { narrow, sort, place } = listing;
  const set = (change: Narrow | { [Name in keyof Narrow]: undefined }): void => onListing({ ...listing, narrow: { ...narrow, ...change } as Narrow }, view);
  const states: [ConversationState, string][] = [
    ["open", t`Open`],
    ["snoozed", t`Snoozed`],
    ["resolved", t`Resolved`],
    ["quiet", t`Quiet`],
  ];
  const windows: [WindowState, string][] = [
    ["open", t`Free text may be sent`],
    ["closing", t`Ends within two hours`],
    ["closed", t`Only templates`],
  ];
  const waits = [t`10 minutes`, t`half an hour`, t`an hour`, t`4 hours`, t`a day`];
  const sorts: [ConversationSort, string][] = [
    ["last", t`Newest message first`],
    ["waiting", t`Waiting longest first`],
    ["priority", t`Most urgent first`],
  ];
  const own = place === "list" || place === "all" || place === "snoozed" || place === "resolved"; // the others say whose
  return (
    <form className={styles.panel} aria-label={t`Filter and sort`} onSubmit={(event) => event.preventDefault()} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <div className={styles.fields}>
        {place === "list" && (
          <Choice name={t`State`} value={narrow.state} choices={states} onChange={(state) => set({ state: state as ConversationState })} />
        )}
        {own && (
          <Choice
            name={t`Assigned to`}
            value={narrow.assignee}
            choices={[["me", t`Me`], ["none", t`Nobody`], ...people.filter(({ id }) => id !== me?.id).map(({ id, name }): [string, string] => [id, name])]}
            onChange={(assignee) => set({ assignee })}
          />
        )}
        {own && teams.length > 0 && <Choice name={t`Team`} value={narrow.team} choices={teams.map(({ id, name }) => [id, name])} onChange={(team) => set({ team })} />}
        {channels.size > 1 && (
          <Choice name={t`Channel`} value={narrow.channel} choices={[...channels.values()].map(({ id, name }) => [id, name])} onChange={(channel) => set({ channel })} />
        )}
        {tags.length > 0 && <Choice name={t`Tag`} value={narrow.tag} choices={tags.map((tag) => [tag, tag])} onChange={(tag) => set({ tag })} />}
        <Choice
          name={t`Read`}
          value={narrow.unread === undefined ? undefined : String(narrow.unread)}
          choices={[["true", t`Unread`], ["false", t`Read already`]]}
          onChange={(unread) => set({ unread: unread === undefined ? undefined : unread === "true" } as Narrow)}
        />
        <Choice
          name={t`Waits longer than`}
          value={narrow.waiting_minutes?.toString()}
          choices={WAITS.map((minutes, place) => [String(minutes), waits[place] ?? ""])}
          onChange={(minutes) => set({ waiting_minutes: minutes === undefined ? undefined : Number(minutes) } as Narrow)}
        />
        <Choice name={t`24-hour window`} value={narrow.window} choices={windows} onChange={(window) => set({ window: window as WindowState })} />
        <Choice
          name={t`Priority`}
          value={narrow.priority?.toString()}
          choices={[3, 2, 1, 0].map((priority) => [String(priority), priorities[priority] ?? ""])}
          onChange={(priority) => set({ priority: priority === undefined ? undefined : Number(priority) } as Narrow)}
        />
        <Field label={<Trans>Order</Trans>}>
          <Select value={sort} onChange={(event) => onListing({ ...listing, sort: event.target.value as ConversationSort }, view)}>
            {sorts.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <footer>
        <Button kind="quiet" disabled={narrowness(narrow) === 0 && sort === "last"} onClick={() => onListing({ place: place === "list" ? "all" : place, narrow: {}, sort: "last" })}>
          <Trans>Show all</Trans>
        </Button>
        <Button onClick={onSave}>
          <Trans>Keep as a list</Trans>
        </Button>
      </footer>
    </form>
  );
}

interface ChoiceProps {
  name: string;
  value: string | undefined;
  choices: readonly (readonly [string, string])[];
  onChange: (value: string | undefined) => void;
}

function Choice({ name, value, choices, onChange }: ChoiceProps) {
  const { t } = useLingui();
  return (
    <Field label={name}>
      <Select value={value ?? ""} data-set={value !== undefined || undefined} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">{t`Any`}</option>
        {choices.map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </Select>
    </Field>
  );
}
