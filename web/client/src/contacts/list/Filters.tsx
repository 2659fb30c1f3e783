import { Trans, useLingui } from "@lingui/react/macro";
import { BookmarkPlus, Columns3, SlidersHorizontal } from "lucide-react";
import { Menu } from "@mantine/core";
import { useState } from "react";

import page from "../../layout/Page.module.css";
import { useMe, useOutline } from "../../live/hooks";
import { Button } from "../../ui/Button";
import { Field, Select } from "../../ui/Field";
import { Check } from "../../ui/Switch";
import { FieldInput } from "../parts/FieldInput";
import { SearchWords } from "../parts/SearchWords";
import type { Vocabulary } from "../parts/useVocabulary";
import { consentWord, manages } from "../parts/words";
import { type Column, type ColumnKey } from "./columns";
import styles from "./Filters.module.css";
import { CONSENTS, type ConsentIs, FILTERS, isNarrow, type Query } from "./query";

interface FiltersProps {
  query: Query;
  onQuery: (query: Query) => void;
  vocabulary: Vocabulary;
  onSave: () => void;
  columns: readonly Column[];
  chosen: readonly ColumnKey[];
  onColumns: (chosen: ColumnKey[]) => void;
}

/** Who is listed, and what is shown of them. */
export function Filters(props: FiltersProps) {
  const { query, onQuery } = props;
  const { t } = useLingui();
  const set = (part: Query): void => onQuery({ ...query, ...part });
  const narrowed = FILTERS.filter((name) => name !== "q" && query[name]).length;
  const [open, setOpen] = useState(false);
  return (
    <div className={page.filters} role="search">
      <SearchWords label={t`Search contacts`} placeholder={t`Name, number, address, company, tag or note`} value={query.q ?? ""} onChange={(q) => set({ q: q || undefined })} />
      <Button className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        <SlidersHorizontal size={15} aria-hidden />
        <Trans>Filters</Trans>
        {narrowed > 0 && <b>{narrowed}</b>}
      </Button>
      <div className={styles.folded} data-open={open || undefined}>
        <Choices {...props} set={set} />
      </div>
    </div>
  );
}

function Choices({ query, onQuery, vocabulary, onSave, columns, chosen, onColumns, set }: FiltersProps & { set: (part: Query) => void }) {
  const { t } = useLingui();
  const { users, channels } = useOutline();
  const me = useMe();
  const colleagues = [...users.values()].filter(({ id, active }) => active && id !== me?.id).sort((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      <Select aria-label={t`Tag`} value={query.tag ?? ""} onChange={(event) => set({ tag: event.target.value || undefined })}>
        <option value="">{t`Every tag`}</option>
        <Known value={query.tag} among={vocabulary.tags.map(({ name }) => name)} />
        {vocabulary.tags.map(({ id, name }) => (
          <option key={id}>{name}</option>
        ))}
      </Select>
      <Select aria-label={t`Owner`} value={query.owner ?? ""} onChange={(event) => set({ owner: event.target.value || undefined })}>
        <option value="">{t`Everybody’s`}</option>
        <option value="me">{t`Mine`}</option>
        <option value="none">{t`Nobody’s`}</option>
        {colleagues.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      {channels.size > 1 && (
        <Select aria-label={t`Channel`} value={query.channel ?? ""} onChange={(event) => set({ channel: event.target.value || undefined })}>
          <option value="">{t`Every channel`}</option>
          {[...channels.values()].map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
      <Select aria-label={t`Consent`} value={query.consent ?? ""} onChange={(event) => set({ consent: (event.target.value || undefined) as ConsentIs | undefined })}>
        <option value="">{t`Any consent`}</option>
        {CONSENTS.map((consent) => (
          <option key={consent} value={consent}>
            {consentWord(consent)}
          </option>
        ))}
      </Select>
      {vocabulary.segments.length > 0 && (
        <Select aria-label={t`Segment`} value={query.segment ?? ""} onChange={(event) => set({ segment: event.target.value || undefined })}>
          <option value="">{t`Every segment`}</option>
          {vocabulary.segments.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
      {vocabulary.fields.length > 0 && <FieldFilter query={query} vocabulary={vocabulary} set={set} />}
      <span className={styles.acts}>
        {isNarrow(query) && (
          <Button kind="quiet" onClick={() => onQuery(query.sort ? { sort: query.sort } : {})}>
            <Trans>Show all</Trans>
          </Button>
        )}
        {manages(me?.role) && isNarrow({ ...query, q: undefined, segment: undefined }) && (
          <Button kind="quiet" onClick={onSave}>
            <BookmarkPlus size={15} aria-hidden />
            <Trans>Save as a segment</Trans>
          </Button>
        )}
        <ColumnMenu columns={columns} chosen={chosen} onColumns={onColumns} />
      </span>
    </>
  );
}

/** An address may name what there is no more. */
function Known({ value, among }: { value: string | undefined; among: readonly string[] }) {
  return value && !among.includes(value) ? <option>{value}</option> : null;
}

function FieldFilter({ query, vocabulary, set }: { query: Query; vocabulary: Vocabulary; set: (part: Query) => void }) {
  const { t } = useLingui();
  const [given = "", ...rest] = (query.field ?? "").split(":");
  const [picked, setPicked] = useState(given);
  const key = given || picked;
  const field = vocabulary.fields.find((one) => one.key === key);
  return (
    <>
      <Select aria-label={t`Field`} value={field ? key : ""} onChange={(event) => (setPicked(event.target.value), set({ field: undefined }))}>
        <option value="">{t`Every field`}</option>
        {vocabulary.fields.map(({ id, key, name }) => (
          <option key={id} value={key}>
            {name}
          </option>
        ))}
      </Select>
      {field && (
        <Field label={field.name} className={styles.value}>
          <FieldInput field={field} value={rest.join(":")} nothing={t`Any value`} onChange={(value) => set({ field: value ? `${field.key}:${value}` : undefined })} />
        </Field>
      )}
    </>
  );
}

function ColumnMenu({ columns, chosen, onColumns }: Pick<FiltersProps, "columns" | "chosen" | "onColumns">) {
  const turn = (key: ColumnKey, on: boolean): void => onColumns(on ? [...chosen, key] : chosen.filter((one) => one !== key));
  return (
    <span className={styles.columns}>
      <Menu position="bottom-end" closeOnItemClick={false} withinPortal>
        <Menu.Target>
          <Button kind="quiet">
            <Columns3 size={15} aria-hidden />
            <Trans>Columns</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={styles.menu}>
            {columns.map(({ key, name }) => (
              <Check key={key} label={name} checked={chosen.includes(key)} onChange={(on) => turn(key, on)} />
            ))}
          </div>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
