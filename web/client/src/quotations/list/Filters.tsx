import { Trans, useLingui } from "@lingui/react/macro";
import { Search, SlidersHorizontal, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { useContact, useMe, useOutline } from "../../live/hooks";
import type { QuotationState } from "../../protocol";
import { Button } from "../../ui/Button";
import { ContactSuggest } from "../parts/ContactSuggest";
import { CurrencyOptions } from "../parts/CurrencyOptions";
import { Field, FigureInput, Input, Select } from "../../ui/Field";
import { STATES, stateWord } from "../parts/stateWord";
import { typedNumber } from "../numbers/typed";
import page from "../../layout/Page.module.css";
import styles from "./List.module.css";
import { type Query, type Sort, isNarrow } from "./query";

const PAUSE = 250; // ms after the last letter

interface FiltersProps {
  query: Query;
  onQuery: (query: Query) => void;
}

/** Which quotations are listed. */
export function Filters({ query, onQuery }: FiltersProps) {
  const { t } = useLingui();
  const [more, setMore] = useState(Boolean(query.from || query.to || query.min || query.max || query.contact));
  const set = (part: Query): void => onQuery({ ...query, ...part });
  return (
    <div className={page.filters} role="search">
      <SearchWords value={query.q ?? ""} onChange={(q) => set({ q: q || undefined })} />
      <Select aria-label={t`State`} value={query.state ?? ""} onChange={(event) => set({ state: (event.target.value || undefined) as QuotationState | undefined })}>
        <option value="">{t`Every state`}</option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {stateWord(state)}
          </option>
        ))}
      </Select>
      <Owners value={query.owner} onChange={(owner) => set({ owner })} />
      <Select aria-label={t`Order`} value={query.sort ?? "-created"} onChange={(event) => set({ sort: event.target.value === "-created" ? undefined : (event.target.value as Sort) })}>
        <option value="-created">{t`Newest first`}</option>
        <option value="-updated">{t`Changed last first`}</option>
        <option value="valid">{t`Expiring first`}</option>
        <option value="-total">{t`Largest first`}</option>
        <option value="total">{t`Smallest first`}</option>
        <option value="created">{t`Oldest first`}</option>
      </Select>
      <Button kind="quiet" aria-expanded={more} onClick={() => setMore(!more)}>
        <SlidersHorizontal size={15} aria-hidden />
        <Trans>More filters</Trans>
      </Button>
      {isNarrow(query) && (
        <Button kind="quiet" onClick={() => onQuery(query.sort ? { sort: query.sort } : {})}>
          <Trans>Show all</Trans>
        </Button>
      )}
      {more && <MoreFilters query={query} set={set} />}
    </div>
  );
}

function MoreFilters({ query, set }: { query: Query; set: (part: Query) => void }) {
  const { t } = useLingui();
  const amount = (name: "min" | "max") => (event: { target: HTMLInputElement }) => set({ [name]: typedNumber(event.target.value, 4) ?? undefined });
  return (
    <div className={page.further}>
      <Field label={<Trans>Customer</Trans>}>{query.contact ? <Customer id={query.contact} onDrop={() => set({ contact: undefined })} /> : <ContactSuggest label={t`Customer`} placeholder={t`A name or a number`} onPick={({ id }) => set({ contact: id })} />}</Field>
      <Field label={<Trans>Made from</Trans>}>
        <Input type="date" value={query.from ?? ""} onChange={(event) => set({ from: event.target.value || undefined })} />
      </Field>
      <Field label={<Trans>Made until</Trans>}>
        <Input type="date" value={query.to ?? ""} onChange={(event) => set({ to: event.target.value || undefined })} />
      </Field>
      <Field label={<Trans>Currency</Trans>}>
        <Select value={query.currency ?? ""} onChange={(event) => set({ currency: event.target.value || undefined })}>
          <option value="">{t`Every currency`}</option>
          <CurrencyOptions current={query.currency ?? "THB"} />
        </Select>
      </Field>
      <Field label={<Trans>Total from</Trans>} hint={!query.currency && <Trans>Choose a currency first</Trans>}>
        <FigureInput disabled={!query.currency} defaultValue={query.min} maxLength={20} onBlur={amount("min")} />
      </Field>
      <Field label={<Trans>Total to</Trans>}>
        <FigureInput disabled={!query.currency} defaultValue={query.max} maxLength={20} onBlur={amount("max")} />
      </Field>
    </div>
  );
}

function Customer({ id, onDrop }: { id: string; onDrop: () => void }) {
  const { t } = useLingui();
  const { contact } = useContact(id);
  return (
    <span className={styles.customer}>
      <b dir="auto">{contact?.name ?? "…"}</b>
      <button type="button" aria-label={t`Every customer`} onClick={onDrop}>
        <X size={14} />
      </button>
    </span>
  );
}

function Owners({ value, onChange }: { value: string | undefined; onChange: (owner: string | undefined) => void }) {
  const { t } = useLingui();
  const { users } = useOutline();
  const me = useMe();
  const others = [...users.values()].filter((user) => user.id !== me?.id).sort((one, other) => one.name.localeCompare(other.name));
  return (
    <Select aria-label={t`Owner`} value={value ?? ""} onChange={(event) => onChange(event.target.value || undefined)}>
      <option value="">{t`Everybody’s`}</option>
      <option value="me">{t`Mine`}</option>
      {others.map((user) => (
        <option key={user.id} value={user.id}>
          {user.name}
        </option>
      ))}
    </Select>
  );
}

/** What is typed is asked for a moment later. */
function SearchWords({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed.trim() === told.current) return;
      told.current = typed.trim();
      onChange(told.current);
    }, PAUSE);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- only what is typed matters
  }, [typed]);
  return (
    <label className={page.search}>
      <Search size={15} aria-hidden />
      <input type="search" value={typed} maxLength={200} placeholder={t`Number, customer or words`} aria-label={t`Search quotations`} onChange={(event) => setTyped(event.target.value)} />
    </label>
  );
}
