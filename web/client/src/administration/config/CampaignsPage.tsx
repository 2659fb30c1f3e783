import { Trans, useLingui } from "@lingui/react/macro";
import { clsx } from "clsx";
import { Plus, Trash2 } from "lucide-react";

import type { CampaignPrice, Campaigns } from "../../protocol";
import { Button } from "../../ui/Button";
import { Field, FigureInput, Input, Select } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Fields, Panel } from "../../ui/Panel";
import { CurrencySelect } from "./choices";
import styles from "./Config.module.css";
import { OptOutWords } from "./OptOutWords";
import { COUNTRIES, countryName } from "./places";
import { SectionForm } from "./SectionForm";
import { useSections } from "./useSections";
import { wholeNumber } from "./numbers";

/** What holds for every campaign that says nothing else. */
export default function CampaignsPage() {
  const editing = useSections("campaigns");
  return (
    <SectionForm title={<Trans>Campaigns</Trans>} editing={editing}>
      {({ campaigns }) => {
        const set = (part: Partial<Campaigns>): void => editing.set({ campaigns: { ...campaigns, ...part } });
        return (
          <>
            <Panel title={<Trans>How often</Trans>} words={<Trans>Holds for every campaign that says nothing else.</Trans>}>
              <Fields>
                <Field label={<Trans>Not again within so many days</Trans>} hint={<Trans>0: never mind</Trans>} wrong={editing.wrong("campaigns.again_days")}>
                  <Input inputMode="numeric" value={campaigns.again_days} onChange={(event) => set({ again_days: wholeNumber(event.target.value, 0, 3650) ?? 0 })} />
                </Field>
                <Field label={<Trans>At most to one person in 24 hours</Trans>} wrong={editing.wrong("campaigns.per_day")}>
                  <Input inputMode="numeric" value={campaigns.per_day} onChange={(event) => set({ per_day: wholeNumber(event.target.value, 1, 100) ?? 1 })} />
                </Field>
              </Fields>
            </Panel>
            <OptOutWords optOut={campaigns.opt_out} wrong={editing.wrong("campaigns.opt_out")} onChange={(next) => set({ opt_out: next })} />
            <Prices prices={campaigns.prices} wrong={editing.wrong("campaigns.prices")} onChange={(prices) => set({ prices })} />
          </>
        );
      }}
    </SectionForm>
  );
}

interface PricesProps {
  prices: readonly CampaignPrice[];
  wrong: string | undefined;
  onChange: (prices: CampaignPrice[]) => void;
}

function Prices({ prices, wrong, onChange }: PricesProps) {
  const { t, i18n } = useLingui();
  const change = (place: number, part: Partial<CampaignPrice>): void => onChange(prices.map((price, at) => (at === place ? { ...price, ...part } : price)));
  const currency = prices[0]?.currency ?? "USD";
  return (
    <Panel
      title={<Trans>What a message costs you</Trans>}
      words={<Trans>Your own prices go before those of the provider’s list.</Trans>}
      acts={
        <Button onClick={() => onChange([...prices, { country: "TH", category: "MARKETING", currency, price: "0.05" }])}>
          <Plus size={16} aria-hidden />
          <Trans>Add a price</Trans>
        </Button>
      }
    >
      {prices.length > 0 && (
        <Field label={<Trans>Currency</Trans>}>
          <CurrencySelect value={currency} onChange={(next) => onChange(prices.map((price) => ({ ...price, currency: next })))} />
        </Field>
      )}
      <ul className={styles.lines} aria-label={t`Prices`}>
        {prices.map((price, place) => (
          <li key={place} className={clsx(styles.line, styles.price)}>
            <Select aria-label={t`Country`} value={price.country} onChange={(event) => change(place, { country: event.target.value })}>
              {COUNTRIES.map((code) => (
                <option key={code} value={code}>
                  {countryName(code, i18n.locale)}
                </option>
              ))}
            </Select>
            <Select aria-label={t`Category`} value={price.category} onChange={(event) => change(place, { category: event.target.value as CampaignPrice["category"] })}>
              <option value="MARKETING">{t`Marketing`}</option>
              <option value="UTILITY">{t`Utility`}</option>
              <option value="AUTHENTICATION">{t`Authentication`}</option>
            </Select>
            <span>{price.currency}</span>
            <FigureInput aria-label={t`Price of a message`} maxLength={13} value={price.price} onChange={(event) => change(place, { price: event.target.value.trim() })} />
            <IconButton label={t`Take this price away`} icon={<Trash2 size={16} />} onClick={() => onChange(prices.filter((_, at) => at !== place))} />
          </li>
        ))}
      </ul>
      {wrong && <p className={styles.wrong}>{wrong}</p>}
    </Panel>
  );
}
