import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, X } from "lucide-react";

import { useLoaded } from "../../../live/useLoaded";
import type { Audience, ChannelKind, Field } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { Input, Select } from "../../../ui/Field";
import { IconButton } from "../../../ui/IconButton";
import { Notice } from "../../../ui/Notice";
import * as api from "../../api";
import { type Leaf, type Row, filterOf, rowsOf } from "../rows";
import styles from "./Step.module.css";

const DAYS = 90;

interface ConditionsProps {
  filter: Audience["filter"];
  onChange: (filter: Audience["filter"]) => void;
}

/** Conditions that all hold for whoever gets it. */
export function Conditions({ filter, onChange }: ConditionsProps) {
  const { t } = useLingui();
  const { value: fields } = useLoaded("fields", api.fields);
  const rows = rowsOf(filter);
  if (rows === null) {
    return (
      <Notice words={<Trans>A filter made elsewhere holds here. It is kept as it is.</Trans>}>
        <Button onClick={() => onChange(null)}>
          <Trans>Take it away</Trans>
        </Button>
      </Notice>
    );
  }
  const put = (place: number, row: Row): void => onChange(filterOf(rows.map((one, at) => (at === place ? row : one))));
  return (
    <>
      {rows.map((row, place) => (
        <div key={place} className={styles.condition}>
          <Condition row={row} fields={fields ?? []} onChange={(next) => put(place, next)} />
          <IconButton label={t`Take this condition away`} icon={<X size={16} />} onClick={() => onChange(filterOf(rows.filter((_, at) => at !== place)))} />
        </div>
      ))}
      <div>
        <Button onClick={() => onChange(filterOf([...rows, { leaf: { type: "seen", days: DAYS, since: null, until: null }, not: false }]))}>
          <Plus size={15} aria-hidden />
          <Trans>Add a condition</Trans>
        </Button>
      </div>
    </>
  );
}

interface ConditionProps {
  row: Row;
  fields: readonly Field[];
  onChange: (row: Row) => void;
}

function Condition({ row, fields, onChange }: ConditionProps) {
  const { t } = useLingui();
  const { leaf } = row;
  const begin = (type: string): Leaf => {
    if (type === "consent") return { type, channel: "whatsapp", state: "yes" };
    if (type === "created") return { type, days: DAYS, since: null, until: null };
    if (type === "company") return { type, test: "is_set", value: null };
    if (type === "field") return { type, field: fields[0]?.key ?? "", test: "is_set", value: null };
    return { type: "seen", days: DAYS, since: null, until: null };
  };
  return (
    <div className={styles.parts}>
      <Select aria-label={t`What is asked`} value={leaf.type} onChange={(event) => onChange({ leaf: begin(event.target.value), not: false })}>
        <option value="seen">{t`Last message`}</option>
        <option value="consent">{t`Consent`}</option>
        <option value="created">{t`Known since`}</option>
        <option value="company">{t`Company`}</option>
        {(fields.length > 0 || leaf.type === "field") && <option value="field">{t`Field`}</option>}
        {!["seen", "consent", "created", "company", "field"].includes(leaf.type) && <option value={leaf.type}>{leaf.type}</option>}
      </Select>
      {leaf.type === "consent" && <Consent leaf={leaf} onChange={(next) => onChange({ ...row, leaf: next })} />}
      {(leaf.type === "seen" || leaf.type === "created") && <Within row={row} leaf={leaf} onChange={onChange} />}
      {leaf.type === "company" && <Company row={row} leaf={leaf} onChange={onChange} />}
      {leaf.type === "field" && <FieldRow row={row} leaf={leaf} fields={fields} onChange={onChange} />}
    </div>
  );
}

type Of<Type extends Leaf["type"]> = Extract<Leaf, { type: Type }>;

function Consent({ leaf, onChange }: { leaf: Of<"consent">; onChange: (leaf: Leaf) => void }) {
  const { t } = useLingui();
  return (
    <>
      <Select aria-label={t`Where`} value={leaf.channel} onChange={(event) => onChange({ ...leaf, channel: event.target.value as ChannelKind })}>
        <option value="whatsapp">{t`WhatsApp`}</option>
        <option value="line">{t`LINE`}</option>
        <option value="mail">{t`E-mail`}</option>
      </Select>
      <Select aria-label={t`What they said`} value={leaf.state} onChange={(event) => onChange({ ...leaf, state: event.target.value as "yes" })}>
        <option value="yes">{t`agreed`}</option>
        <option value="unknown">{t`have not said`}</option>
        <option value="no">{t`want none`}</option>
      </Select>
    </>
  );
}

function Within({ row, leaf, onChange }: { row: Row; leaf: Of<"seen"> | Of<"created">; onChange: (row: Row) => void }) {
  const { t } = useLingui();
  return (
    <>
      <Select aria-label={t`Within or not`} value={String(row.not)} onChange={(event) => onChange({ ...row, not: event.target.value === "true" })}>
        <option value="false">{t`within the last`}</option>
        <option value="true">{t`not within the last`}</option>
      </Select>
      <span className={styles.unit}>
        <Input
          type="number"
          min={1}
          max={3650}
          aria-label={t`Days`}
          value={leaf.days ?? ""}
          onChange={(event) => onChange({ ...row, leaf: { ...leaf, days: Math.max(1, Math.min(3650, Math.round(Number(event.target.value)) || 1)) } })}
        />
        <Trans>days</Trans>
      </span>
    </>
  );
}

function Company({ row, leaf, onChange }: { row: Row; leaf: Of<"company">; onChange: (row: Row) => void }) {
  const { t } = useLingui();
  const pick = (word: string): void => {
    const test = word.replace("not_", "") as typeof leaf.test;
    onChange({ not: word.startsWith("not_"), leaf: { ...leaf, test, value: test === "is_set" ? null : leaf.value || "?" } });
  };
  return (
    <>
      <Select aria-label={t`How`} value={`${row.not ? "not_" : ""}${leaf.test}`} onChange={(event) => pick(event.target.value)}>
        <option value="is_set">{t`is known`}</option>
        <option value="not_is_set">{t`is not known`}</option>
        <option value="is">{t`is`}</option>
        <option value="starts">{t`begins with`}</option>
      </Select>
      {leaf.test !== "is_set" && (
        <Input aria-label={t`Company`} dir="auto" maxLength={200} value={leaf.value ?? ""} onChange={(event) => onChange({ ...row, leaf: { ...leaf, value: event.target.value || "?" } })} />
      )}
    </>
  );
}

function FieldRow({ row, leaf, fields, onChange }: { row: Row; leaf: Of<"field">; fields: readonly Field[]; onChange: (row: Row) => void }) {
  const { t } = useLingui();
  const field = fields.find(({ key }) => key === leaf.field);
  const ordered = field?.kind === "number" || field?.kind === "date";
  const first = field?.kind === "yes_no" ? true : field?.kind === "number" ? 0 : (field?.choices[0] ?? "");
  const pick = (word: string): void => {
    const test = word.replace("not_", "") as typeof leaf.test;
    onChange({ not: word.startsWith("not_"), leaf: { ...leaf, test, value: test === "is_set" ? null : (leaf.value ?? first) } });
  };
  return (
    <>
      <Select aria-label={t`Field`} value={leaf.field} onChange={(event) => onChange({ not: false, leaf: { type: "field", field: event.target.value, test: "is_set", value: null } })}>
        {!field && <option value={leaf.field}>{leaf.field}</option>}
        {fields.map(({ key, name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </Select>
      <Select aria-label={t`How`} value={`${row.not ? "not_" : ""}${leaf.test}`} onChange={(event) => pick(event.target.value)}>
        <option value="is_set">{t`is known`}</option>
        <option value="not_is_set">{t`is not known`}</option>
        <option value="is">{t`is`}</option>
        <option value="not_is">{t`is not`}</option>
        {ordered && <option value="at_least">{t`at least`}</option>}
        {ordered && <option value="at_most">{t`at most`}</option>}
        {field?.kind === "text" && <option value="starts">{t`begins with`}</option>}
      </Select>
      {leaf.test !== "is_set" && field && <Value field={field} value={leaf.value} onChange={(value) => onChange({ ...row, leaf: { ...leaf, value } })} />}
    </>
  );
}

function Value({ field, value, onChange }: { field: Field; value: Of<"field">["value"]; onChange: (value: Of<"field">["value"]) => void }) {
  const { t } = useLingui();
  if (field.kind === "yes_no" || field.choices.length > 0) {
    const choices = field.kind === "yes_no" ? ["true", "false"] : field.choices;
    const word = (choice: string): string => (field.kind !== "yes_no" ? choice : choice === "true" ? t`yes` : t`no`);
    return (
      <Select aria-label={t`Value`} value={String(value)} onChange={(event) => onChange(field.kind === "yes_no" ? event.target.value === "true" : event.target.value)}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {word(choice)}
          </option>
        ))}
      </Select>
    );
  }
  const type = field.kind === "number" ? "number" : field.kind === "date" ? "date" : "text";
  return (
    <Input
      aria-label={t`Value`}
      dir="auto"
      type={type}
      maxLength={200}
      value={String(value ?? "")}
      onChange={(event) => onChange(field.kind === "number" ? Number(event.target.value) : event.target.value)}
    />
  );
}
