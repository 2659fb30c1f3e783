import { useLingui } from "@lingui/react/macro";

import { CURRENCIES, currencyName } from "../numbers/currencies";
import { useSettings } from "../useSettings";

/** All currencies, those the office uses first. */
export function CurrencyOptions({ current }: { current: string }) {
  const { t, i18n } = useLingui();
  const settings = useSettings();
  const near = [...new Set([settings?.currency ?? "THB", settings?.report_currency ?? current, current, "USD", "EUR"])];
  const option = (code: string) => (
    <option key={code} value={code}>
      {`${code} · ${currencyName(code, i18n.locale)}`}
    </option>
  );
  return (
    <>
      {near.map(option)}
      <optgroup label={t`All currencies`}>{CURRENCIES.filter((code) => !near.includes(code)).map(option)}</optgroup>
    </>
  );
}
