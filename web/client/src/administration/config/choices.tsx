import { useLingui } from "@lingui/react/macro";

import { Select } from "../../ui/Field";

const NEAR = ["THB", "USD", "EUR", "JPY", "GBP", "SGD", "CNY"];

interface ChoiceProps {
  value: string | null;
  onChange: (value: string) => void;
  /** What no choice is called. */
  none?: string;
  label?: string;
}

/** A currency, those of here first. */
export function CurrencySelect({ value, onChange, none, label }: ChoiceProps) {
  const { t, i18n } = useLingui();
  const names = new Intl.DisplayNames(i18n.locale, { type: "currency", fallback: "code" });
  const near = value && !NEAR.includes(value) ? [value, ...NEAR] : NEAR;
  const option = (code: string) => (
    <option key={code} value={code}>
      {`${code} · ${names.of(code) ?? code}`}
    </option>
  );
  return (
    <Select aria-label={label} value={value ?? ""} onChange={(event) => onChange(event.target.value)}>
      {none && <option value="">{none}</option>}
      {near.map(option)}
      <optgroup label={t`All currencies`}>
        {Intl.supportedValuesOf("currency")
          .filter((code) => !near.includes(code))
          .map(option)}
      </optgroup>
    </Select>
  );
}
