import { Trans, useLingui } from "@lingui/react/macro";

import page from "../layout/Page.module.css";
import { useOutline } from "../live/hooks";
import { Select } from "../ui/Field";
import { Check } from "../ui/Switch";
import type { Preset, Range, Search } from "./range";
import { MOST_DAYS, moved, USUAL } from "./range";
import styles from "./Reports.module.css";
import { usePresetWords } from "./words";

const OWN = "own";

interface FiltersProps {
  search: Search;
  range: Range;
  onSearch: (search: Search) => void;
}

/** Which days, which number, whose work. */
export function Filters({ search, range, onSearch }: FiltersProps) {
  const { t } = useLingui();
  const { users, channels } = useOutline();
  const presets = usePresetWords();
  const own = search.since !== undefined;
  const { days: _, since: __, until: ___, ...rest } = search;
  const byName = <Named extends { name: string }>(all: ReadonlyMap<string, Named>): Named[] => [...all.values()].sort((one, other) => one.name.localeCompare(other.name));
  const narrow = (name: "channel" | "agent", value: string): void => {
    const { [name]: ____, ...others } = search;
    onSearch(value ? { ...others, [name]: value } : others);
  };
  const set = (end: "since" | "until", value: string): void => {
    if (!value) return;
    const wanted = { since: range.since, until: range.until, [end]: value };
    if (wanted.since > wanted.until) wanted[end === "since" ? "until" : "since"] = value;
    if (end === "since" && wanted.until > moved(value, MOST_DAYS - 1)) wanted.until = moved(value, MOST_DAYS - 1);
    if (end === "until" && wanted.since < moved(value, 1 - MOST_DAYS)) wanted.since = moved(value, 1 - MOST_DAYS);
    onSearch({ ...rest, ...wanted });
  };
  return (
    <div className={`${page.filters} ${styles.filters}`} role="search" aria-label={t`What the report is of`}>
      <Select
        aria-label={t`Days`}
        value={own ? OWN : (search.days ?? USUAL)}
        onChange={({ target }) => onSearch(target.value === OWN ? { ...rest, since: range.since, until: range.until } : { ...rest, days: target.value as Preset })}
      >
        {presets.map(([preset, words]) => (
          <option key={preset} value={preset}>
            {words}
          </option>
        ))}
        <option value={OWN}>{t`From … to …`}</option>
      </Select>
      {own && (
        <span className={styles.days}>
          <input type="date" aria-label={t`From`} value={range.since} min="2000-01-01" max="2099-12-31" onChange={({ target }) => set("since", target.value)} />
          <span aria-hidden>–</span>
          <input type="date" aria-label={t`To`} value={range.until} min="2000-01-01" max="2099-12-31" onChange={({ target }) => set("until", target.value)} />
        </span>
      )}
      <Select aria-label={t`Channel`} value={search.channel ?? ""} onChange={({ target }) => narrow("channel", target.value)}>
        <option value="">{t`All channels`}</option>
        {byName(channels).map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select aria-label={t`Person`} value={search.agent ?? ""} onChange={({ target }) => narrow("agent", target.value)}>
        <option value="">{t`Everybody`}</option>
        {byName(users).map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Check
        label={<Trans>Compare with the days before</Trans>}
        checked={search.compare !== false}
        onChange={(compare) => {
          const { compare: ____, ...others } = search;
          onSearch(compare ? others : { ...others, compare });
        }}
      />
    </div>
  );
}
