import { Trans, useLingui } from "@lingui/react/macro";

import { useLoaded } from "../../../live/useLoaded";
import type { Bound, CampaignContent, Template } from "../../../protocol";
import { Field, Input, Select } from "../../../ui/Field";
import * as api from "../../api";
import { type Place, isBound } from "../../parts/template";
import styles from "./Step.module.css";

const AS_TEMPLATE = "=template";
const FIXED = "=text";

interface PlaceFieldsProps {
  template: Template;
  places: readonly Place[];
  parameters: CampaignContent["parameters"];
  onChange: (parameters: CampaignContent["parameters"]) => void;
}

/** What fills each gap: a field of the contact with something in its place, or the same words for all. */
export function PlaceFields({ template, places, parameters, onChange }: PlaceFieldsProps) {
  const put = (key: string, bound: Bound | null): void => {
    const { [key]: _, ...others } = parameters;
    onChange(bound ? { ...others, [key]: bound } : others);
  };
  return (
    <div>
      {places.map((place) => (
        <PlaceField key={place.key} place={place} own={isBound(template, place)} bound={boundOf(parameters[place.key])} onChange={(bound) => put(place.key, bound)} />
      ))}
    </div>
  );
}

interface PlaceFieldProps {
  place: Place;
  /** The template itself says what fills it. */
  own: boolean;
  bound: Bound | null;
  onChange: (bound: Bound | null) => void;
}

function PlaceField({ place, own, bound, onChange }: PlaceFieldProps) {
  const { t } = useLingui();
  const { value: fields } = useLoaded("fields", api.fields);
  const where = usePlaceWord(place);
  const source = bound === null ? (own ? AS_TEMPLATE : "") : (bound.field ?? FIXED);
  const choose = (word: string): void => {
    if (word === AS_TEMPLATE || word === "") return onChange(null);
    if (word === FIXED) return onChange({ field: null, value: bound?.value ?? bound?.fallback ?? "", fallback: null });
    onChange({ field: word, value: null, fallback: bound?.fallback ?? bound?.value ?? "" });
  };
  const plain = { name: t`Name`, first_name: t`First name`, company: t`Company`, phone: t`Phone`, email: t`E-mail` };
  return (
    <div className={styles.place}>
      <p>
        {where}
        {place.example && (
          <small dir="auto">
            <Trans>for example {place.example}</Trans>
          </small>
        )}
      </p>
      <Field label={<Trans>Filled with</Trans>}>
        <Select aria-label={t`Filled with: ${where}`} aria-invalid={source === ""} value={source} onChange={(event) => choose(event.target.value)}>
          {own ? <option value={AS_TEMPLATE}>{t`As the template says`}</option> : <option value="">{t`Choose what fills it`}</option>}
          <optgroup label={t`Of each person`}>
            {Object.entries(plain).map(([key, word]) => (
              <option key={key} value={key}>
                {word}
              </option>
            ))}
            {fields?.map(({ key, name }) => (
              <option key={key} value={`fields.${key}`}>
                {name}
              </option>
            ))}
            {bound?.field && !(bound.field in plain) && !fields?.some(({ key }) => bound.field === `fields.${key}`) && <option value={bound.field}>{bound.field}</option>}
          </optgroup>
          <option value={FIXED}>{t`The same words for all`}</option>
        </Select>
      </Field>
      {bound?.field && (
        <Field label={<Trans>Where that is not known</Trans>}>
          <Input
            dir="auto"
            maxLength={1024}
            aria-label={t`Where that is not known: ${where}`}
            placeholder={t`They get nothing`}
            value={bound.fallback ?? ""}
            onChange={(event) => onChange({ ...bound, fallback: event.target.value || null })}
          />
        </Field>
      )}
      {bound && !bound.field && (
        <Field label={<Trans>Words</Trans>}>
          <Input dir="auto" maxLength={1024} aria-label={t`Words: ${where}`} value={bound.value ?? ""} onChange={(event) => onChange({ ...bound, value: event.target.value })} />
        </Field>
      )}
    </div>
  );
}

function usePlaceWord(place: Place): string {
  const { t } = useLingui();
  const name = place.name;
  if (place.part === "button") return t`Button “${name}”`;
  if (/^\d+$/.test(name)) return place.part === "header" ? t`Heading, gap ${name}` : t`Text, gap ${name}`;
  return name.replaceAll("_", " ");
}

function boundOf(given: CampaignContent["parameters"][string] | undefined): Bound | null {
  return typeof given === "string" ? { field: null, value: given, fallback: null } : (given ?? null);
}
