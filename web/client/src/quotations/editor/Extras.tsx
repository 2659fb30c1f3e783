import { Trans, useLingui } from "@lingui/react/macro";

import type { Tax } from "../../protocol";
import { useSettings } from "../useSettings";
import type { ItemRow } from "./form";
import styles from "./Items.module.css";
import { TaxSelect } from "../parts/TaxSelect";

interface ExtrasProps {
  row: ItemRow;
  place: number;
  currency: string;
  wrong: boolean;
  onChange: (part: Partial<ItemRow>) => void;
}

/** What a line may have beside its price: tax, a discount of its own, what is withheld, being optional. */
export function Extras({ row, place, currency, wrong, onChange }: ExtrasProps) {
  const { t } = useLingui();
  const presets = useSettings()?.taxes ?? [];
  const added = presets.filter((preset) => !preset.withheld);
  const withheld = presets.filter((preset) => preset.withheld);
  const setTax = (name: "tax" | "withholding") => (tax: Tax | null) => onChange({ [name]: tax });
  return (
    <div className={styles.extras}>
      <span className={styles.extra}>
        <Trans>Tax</Trans>
        <TaxSelect label={t`Tax of line ${place}`} value={row.tax} presets={added} none={t`none`} onChange={setTax("tax")} />
      </span>
      <span className={styles.extra} data-wrong={wrong || undefined}>
        <Trans>Discount</Trans>
        <input inputMode="decimal" maxLength={20} placeholder="0" aria-label={t`Discount of line ${place}`} aria-invalid={wrong} value={row.discount.value} onChange={(event) => onChange({ discount: { ...row.discount, value: event.target.value } })} />
        <select aria-label={t`Discount of line ${place}: percent or amount`} value={row.discount.kind} onChange={(event) => onChange({ discount: { ...row.discount, kind: event.target.value as "percent" | "amount" } })}>
          <option value="percent">%</option>
          <option value="amount">{currency}</option>
        </select>
      </span>
      {(withheld.length > 0 || row.withholding) && (
        <span className={styles.extra}>
          <Trans>Withheld</Trans>
          <TaxSelect label={t`Withholding tax of line ${place}`} value={row.withholding} presets={withheld} none={t`none`} onChange={setTax("withholding")} />
        </span>
      )}
      {row.optional && (
        <label className={styles.extra}>
          <input type="checkbox" checked={row.chosen} onChange={(event) => onChange({ chosen: event.target.checked })} />
          <Trans>Optional, chosen</Trans>
        </label>
      )}
    </div>
  );
}
