import { useLingui } from "@lingui/react/macro";

import type { Field, Json } from "../../protocol";
import { FigureInput, Input, Select } from "../../ui/Field";

interface FieldInputProps {
  field: Pick<Field, "kind" | "choices" | "name">;
  value: string;
  onChange: (value: string) => void;
  /** The word for nothing; where something is needed, leave it out. */
  nothing?: string;
}

/** A value of a field of the office, typed or chosen as its kind wants it. */
export function FieldInput({ field, value, onChange, nothing }: FieldInputProps) {
  const { t } = useLingui();
  const label = field.name;
  switch (field.kind) {
    case "choice":
      return (
        <Select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{nothing ?? t`Choose`}</option>
          {value !== "" && !field.choices.includes(value) && <option value={value}>{value}</option>}
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </Select>
      );
    case "yes_no":
      return (
        <Select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{nothing ?? t`Choose`}</option>
          <option value="true">{t`Yes`}</option>
          <option value="false">{t`No`}</option>
        </Select>
      );
    case "date":
      return <Input aria-label={label} type="date" value={value} max="9999-12-31" onChange={(event) => onChange(event.target.value)} />;
    case "number":
      return <FigureInput aria-label={label} value={value} maxLength={24} onChange={(event) => onChange(event.target.value)} />;
    default:
      return <Input aria-label={label} dir="auto" value={value} maxLength={5000} onChange={(event) => onChange(event.target.value)} />;
  }
}

/** As it is typed. */
export function typedOf(value: Json | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

const NUMBER = /^-?\d{1,15}(\.\d+)?$/;

/** What was typed as the server takes it; undefined when it is no such value. An empty one clears the field. */
export function readTyped(kind: Field["kind"], typed: string): string | number | boolean | null | undefined {
  const text = typed.trim();
  if (text === "") return null;
  if (kind === "yes_no") return text === "true";
  if (kind !== "number") return text;
  const plain = text.replaceAll(/[\s,](?=\d)/g, "");
  return NUMBER.test(plain) ? Number(plain) : undefined;
}
