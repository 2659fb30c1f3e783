import { Trans, useLingui } from "@lingui/react/macro";

import type { Prices, Rounding } from "../../protocol";
import { CurrencyOptions } from "../parts/CurrencyOptions";
import { Field, FigureInput, Input, Select } from "../../ui/Field";
import { LanguageOptions } from "../parts/LanguageOptions";
import { useSettings } from "../useSettings";
import { dayIn } from "./blank";
import styles from "./Editor.module.css";
import type { Form } from "./form";

const DAYS = [7, 15, 30, 60];

interface TermsSectionProps {
  form: Form;
  edit: (part: Partial<Form>) => void;
}

/** In which language and money, how long it holds, and whether prices contain the tax. */
export function TermsSection({ form, edit }: TermsSectionProps) {
  const { t } = useLingui();
  const settings = useSettings();
  const foreign = settings?.report_currency && settings.report_currency !== form.currency ? settings.report_currency : null;
  return (
    <section className={styles.card} aria-label={t`Terms of the offer`}>
      <div className={styles.four}>
        <Field label={<Trans>Title</Trans>} className={styles.three}>
          <Input value={form.title} dir="auto" maxLength={200} placeholder={t`What it is about, e.g. Sound for the annual party`} onChange={(event) => edit({ title: event.target.value })} />
        </Field>
        <Field label={<Trans>Language</Trans>}>
          <Select value={form.language} onChange={(event) => edit({ language: event.target.value })}>
            <LanguageOptions current={form.language} />
          </Select>
        </Field>
        <Field label={<Trans>Currency</Trans>}>
          <Select value={form.currency} onChange={(event) => edit({ currency: event.target.value })}>
            <CurrencyOptions current={form.currency} />
          </Select>
        </Field>
        <Field label={<Trans>Valid until</Trans>}>
          <Input type="date" value={form.validUntil} min={dayIn(0)} max="2099-12-31" list="valid-days" onChange={(event) => edit({ validUntil: event.target.value })} />
        </Field>
        <datalist id="valid-days">
          {DAYS.map((days) => (
            <option key={days} value={dayIn(days)}>
              {dayIn(days)}
            </option>
          ))}
        </datalist>
        <Field label={<Trans>Prices</Trans>}>
          <Select value={form.prices} onChange={(event) => edit({ prices: event.target.value as Prices })}>
            <option value="exclusive">{t`Tax is added`}</option>
            <option value="inclusive">{t`Tax is contained`}</option>
          </Select>
        </Field>
        <Field label={<Trans>Tax is rounded</Trans>}>
          <Select value={form.rounding} onChange={(event) => edit({ rounding: event.target.value as Rounding })}>
            <option value="line">{t`Per line`}</option>
            <option value="document">{t`On the whole`}</option>
          </Select>
        </Field>
        {foreign && (
          <Field label={<Trans>1 {form.currency} in {foreign}</Trans>} hint={<Trans>Empty: today’s rate</Trans>}>
            <FigureInput value={form.rate} maxLength={20} onChange={(event) => edit({ rate: event.target.value })} />
          </Field>
        )}
      </div>
    </section>
  );
}
