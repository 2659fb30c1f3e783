import { useLingui } from "@lingui/react/macro";

import type { Tax } from "../../protocol";
import { number } from "../numbers/format";

interface TaxSelectProps {
  label: string;
  value: Tax | null;
  presets: readonly Tax[];
  none: string;
  onChange: (tax: Tax | null) => void;
  className?: string | undefined;
}

/** One of the office's taxes; another that was set elsewhere stays. */
export function TaxSelect({ label, value, presets, none, onChange, className }: TaxSelectProps) {
  const { i18n } = useLingui();
  const known = value && !presets.some((preset) => keyOf(preset) === keyOf(value)) ? [value, ...presets] : presets;
  return (
    <select
      className={className}
      aria-label={label}
      value={value ? keyOf(value) : ""}
      onChange={(event) => {
        const tax = known.find((preset) => keyOf(preset) === event.target.value);
        onChange(tax ? { name: tax.name, rate: tax.rate } : null);
      }}
    >
      <option value="">{none}</option>
      {known.map((tax) => (
        <option key={keyOf(tax)} value={keyOf(tax)}>
          {`${tax.name} ${number(tax.rate, i18n.locale)} %`}
        </option>
      ))}
    </select>
  );
}

function keyOf({ name, rate }: Tax): string {
  return `${name}/${rate}`;
}
