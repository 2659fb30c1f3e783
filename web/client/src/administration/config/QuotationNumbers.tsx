import { Trans, useLingui } from "@lingui/react/macro";

import { CurrencySelect } from "./choices";
import { Field, Input, Select } from "../../ui/Field";
import { LanguageSelect } from "../../ui/LanguageSelect";
import { useNow } from "../../ui/now";
import { Fields, Panel } from "../../ui/Panel";
import { figure, wholeNumber } from "./numbers";
import type { QuotationPart } from "./QuotationPart";

/** How they are numbered, priced and kept alive. */
export function QuotationNumbers({ settings, set, wrong }: QuotationPart) {
  const { t } = useLingui();
  const year = new Date(useNow()).getFullYear();
  return (
    <Panel title={<Trans>Numbers and prices</Trans>}>
      <Fields>
        <Field
          label={<Trans>How they are numbered</Trans>}
          hint={<Trans>The next is like {figure(settings.number_pattern, year, 1)}</Trans>}
          wrong={wrong("number_pattern")}
        >
          <Input maxLength={40} value={settings.number_pattern} onChange={(event) => set({ number_pattern: event.target.value })} />
        </Field>
        <Field label={<Trans>Valid for so many days</Trans>} hint={<Trans>Empty: without an end</Trans>} wrong={wrong("valid_days")}>
          <Input inputMode="numeric" value={settings.valid_days ?? ""} onChange={(event) => set({ valid_days: wholeNumber(event.target.value, 1, 3650) })} />
        </Field>
        <Field label={<Trans>Currency</Trans>} wrong={wrong("currency")}>
          <CurrencySelect value={settings.currency} onChange={(currency) => set({ currency })} />
        </Field>
        <Field label={<Trans>Language</Trans>} wrong={wrong("language")}>
          <LanguageSelect label={t`Language`} value={settings.language} onChange={(language) => set({ language })} />
        </Field>
        <Field label={<Trans>Prices are</Trans>}>
          <Select value={settings.prices} onChange={(event) => set({ prices: event.target.value === "inclusive" ? "inclusive" : "exclusive" })}>
            <option value="exclusive">{t`without tax`}</option>
            <option value="inclusive">{t`with tax`}</option>
          </Select>
        </Field>
        <Field label={<Trans>Taxes are rounded</Trans>}>
          <Select value={settings.rounding} onChange={(event) => set({ rounding: event.target.value === "document" ? "document" : "line" })}>
            <option value="line">{t`on every line`}</option>
            <option value="document">{t`once at the end`}</option>
          </Select>
        </Field>
        <Field label={<Trans>Discount an agent may give, %</Trans>} hint={<Trans>Beyond it a manager is asked. Empty: any</Trans>} wrong={wrong("discount_limit")}>
          <Input inputMode="decimal" maxLength={8} value={settings.discount_limit ?? ""} onChange={(event) => set({ discount_limit: event.target.value.trim() || null })} />
        </Field>
        <Field label={<Trans>Remind so many days before the end</Trans>} hint={<Trans>Empty: never</Trans>} wrong={wrong("remind_days")}>
          <Input inputMode="numeric" value={settings.remind_days ?? ""} onChange={(event) => set({ remind_days: wholeNumber(event.target.value, 1, 60) })} />
        </Field>
        <Field label={<Trans>Template that reminds</Trans>} hint={<Trans>For who can no longer be written to freely. Empty: the owner is told</Trans>} wrong={wrong("remind_template")}>
          <Input maxLength={512} value={settings.remind_template ?? ""} onChange={(event) => set({ remind_template: event.target.value.trim() || null })} />
        </Field>
        <Field label={<Trans>Reports add up in</Trans>} wrong={wrong("report_currency")}>
          <CurrencySelect value={settings.report_currency} none={t`each in its own`} onChange={(currency) => set({ report_currency: currency || null })} />
        </Field>
        <Field label={<Trans>Address of exchange rates</Trans>} hint={<Trans>Fetched daily. Empty: rates are typed</Trans>} wrong={wrong("rates_url")}>
          <Input type="url" inputMode="url" maxLength={2000} value={settings.rates_url ?? ""} onChange={(event) => set({ rates_url: event.target.value.trim() || null })} />
        </Field>
      </Fields>
    </Panel>
  );
}
