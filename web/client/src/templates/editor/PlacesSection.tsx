import { Trans, useLingui } from "@lingui/react/macro";

import { request } from "../../http/request";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Binding, Field as OfficeField, Page } from "../../protocol";
import { Field, Input, Select } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import styles from "./Editor.module.css";
import { placesOf } from "./form";
import type { Told } from "./told";
import { at } from "./violations";
import { Wrong } from "./Wrong";

/** What stands in each place: an example for the review, and where the value comes from when it is sent. */
export function PlacesSection({ form, edit, freedom, violations, manages }: Told & { manages: boolean }) {
  const { t } = useLingui();
  const places = placesOf(form);
  const { value, again } = useLoaded(manages ? "fields" : null, (signal) => request<Page<OfficeField>>("/api/v1/fields?limit=200", { signal }));
  useHearing(["field.changed", "field.removed"], again);
  const nameOf = (place: string): string => {
    const [part, name = ""] = place.split(".");
    if (part === "button") return t`Button ${Number(name) + 1}`;
    return part === "header" ? t`Header, place ${name}` : t`Text, place ${name}`;
  };
  if (places.length === 0) return null;
  const bind = (place: string, binding: Binding | null): void => {
    const { [place]: _, ...others } = form.bindings;
    edit({ bindings: binding ? { ...others, [place]: binding } : others });
  };
  return (
    <Panel title={<Trans>Places for values</Trans>} words={<Trans>The example is for the review. A place that is bound fills itself; whoever sends it can always type something else.</Trans>}>
      <div>
        {places.map((place) => (
          <div key={place} className={styles.place} role="group" aria-label={nameOf(place)}>
            <code title={place}>{shortOf(place)}</code>
            {place.startsWith("button") ? (
              <span />
            ) : (
              <Field label={<Trans>Example</Trans>}>
                <Input dir="auto" value={form.examples[place] ?? ""} maxLength={200} disabled={!freedom.content} onChange={(event) => edit({ examples: { ...form.examples, [place]: event.target.value } })} />
              </Field>
            )}
            <Bound binding={form.bindings[place] ?? null} fields={value?.items ?? []} disabled={!freedom.bindings} onChange={(binding) => bind(place, binding)} />
          </div>
        ))}
      </div>
      <Wrong found={at(violations, "header.example", "body.example")} />
    </Panel>
  );
}

interface BoundProps {
  binding: Binding | null;
  fields: readonly OfficeField[];
  disabled: boolean;
  onChange: (binding: Binding | null) => void;
}

function Bound({ binding, fields, disabled, onChange }: BoundProps) {
  const { t } = useLingui();
  const sources: Record<string, string> = {
    "contact.first_name": t`First name`,
    "contact.name": t`Name`,
    "contact.company": t`Company`,
    "contact.phone": t`Phone`,
    "contact.email": t`E-mail`,
    "agent.name": t`Name of whoever sends it`,
    fixed: t`Always the same`,
    "quotation.number": t`Quotation: number`,
    "quotation.total": t`Quotation: total`,
    "quotation.valid_until": t`Quotation: valid until`,
    "quotation.link": t`Quotation: link`,
    ...Object.fromEntries(fields.map(({ key, name }) => [`contact.fields.${key}`, name])),
  };
  const source = binding?.source ?? "";
  return (
    <>
      <Field label={<Trans>Filled with</Trans>}>
        <Select value={source} disabled={disabled} onChange={(event) => onChange(event.target.value ? { source: event.target.value, value: null, fallback: binding?.fallback ?? null } : null)}>
          <option value="">{t`Typed when it is sent`}</option>
          {source && !(source in sources) && <option value={source}>{source}</option>}
          {Object.entries(sources).map(([code, word]) => (
            <option key={code} value={code}>
              {word}
            </option>
          ))}
        </Select>
      </Field>
      {binding && source === "fixed" && (
        <Field label={<Trans>The words</Trans>}>
          <Input dir="auto" value={binding.value ?? ""} maxLength={500} disabled={disabled} onChange={(event) => onChange({ ...binding, value: event.target.value || null })} />
        </Field>
      )}
      {binding && source !== "fixed" && (
        <Field label={<Trans>Else, when nothing is known</Trans>}>
          <Input dir="auto" value={binding.fallback ?? ""} maxLength={500} disabled={disabled} onChange={(event) => onChange({ ...binding, fallback: event.target.value || null })} />
        </Field>
      )}
    </>
  );
}

function shortOf(place: string): string {
  const [part, name] = place.split(".");
  return part === "button" ? `▭ ${Number(name) + 1}` : `{{${name}}}`;
}
