import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, Trash2 } from "lucide-react";
import { clsx } from "clsx";

import type { TaxPreset } from "../../protocol";
import { Button } from "../../ui/Button";
import { FigureInput, Input, Select } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Panel } from "../../ui/Panel";
import styles from "./Config.module.css";
import type { QuotationPart } from "./QuotationPart";

const MOST = 50;

/** The taxes items are chosen from. */
export function QuotationTaxes({ settings, set, wrong }: QuotationPart) {
  const { t } = useLingui();
  const { taxes } = settings;
  const change = (place: number, part: Partial<TaxPreset>): void => set({ taxes: taxes.map((tax, at) => (at === place ? { ...tax, ...part } : tax)) });
  return (
    <Panel
      title={<Trans>Taxes</Trans>}
      acts={
        taxes.length < MOST && (
          <Button onClick={() => set({ taxes: [...taxes, { name: "VAT", rate: "7", withheld: false }] })}>
            <Plus size={16} aria-hidden />
            <Trans>Add a tax</Trans>
          </Button>
        )
      }
    >
      <ul className={styles.lines} aria-label={t`Taxes`}>
        {taxes.map((tax, place) => (
          <li key={place} className={clsx(styles.line, styles.tax)}>
            <Input aria-label={t`Name of the tax`} maxLength={40} value={tax.name} onChange={(event) => change(place, { name: event.target.value })} />
            <FigureInput aria-label={t`Percent`} maxLength={8} value={tax.rate} onChange={(event) => change(place, { rate: event.target.value })} />
            <Select aria-label={t`Which way`} value={tax.withheld ? "withheld" : "added"} onChange={(event) => change(place, { withheld: event.target.value === "withheld" })}>
              <option value="added">{t`part of the price`}</option>
              <option value="withheld">{t`withheld by the customer`}</option>
            </Select>
            <IconButton label={t`Take this tax away: ${tax.name} ${tax.rate}`} icon={<Trash2 size={16} />} onClick={() => set({ taxes: taxes.filter((_, at) => at !== place) })} />
          </li>
        ))}
      </ul>
      {wrong("taxes") && <p className={styles.wrong}>{wrong("taxes")}</p>}
    </Panel>
  );
}
