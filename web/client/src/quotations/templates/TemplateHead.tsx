import { Trans, useLingui } from "@lingui/react/macro";

import type { Prices, Rounding } from "../../protocol";
import editor from "../editor/Editor.module.css";
import type { Form } from "../editor/form";
import { CurrencyOptions } from "../parts/CurrencyOptions";
import { Field, Input, Select } from "../../ui/Field";
import { LanguageOptions } from "../parts/LanguageOptions";
import { useSettings } from "../useSettings";
import type { Head } from "./templateForm";

interface TemplateHeadProps {
  head: Head;
  form: Form;
  onHead: (part: Partial<Head>) => void;
  edit: (part: Partial<Form>) => void;
}

/** Its name, and what it decides instead of the office's settings. */
export function TemplateHead({ head, form, onHead, edit }: TemplateHeadProps) {
  const { t } = useLingui();
  const settings = useSettings();
  const office = t`As the office does`;
  return (
    <section className={editor.card} aria-label={t`The template`}>
      <div className={editor.grid}>
        <Field label={<Trans>Name of the template</Trans>} className={editor.wide}>
          <Input value={head.name} dir="auto" required maxLength={100} onChange={(event) => onHead({ name: event.target.value })} />
        </Field>
        <Field label={<Trans>Title</Trans>} className={editor.wide}>
          <Input value={form.title} dir="auto" maxLength={200} onChange={(event) => edit({ title: event.target.value })} />
        </Field>
        <Field label={<Trans>Language</Trans>}>
          <Select value={form.language} onChange={(event) => edit({ language: event.target.value })}>
            <LanguageOptions current={form.language} />
          </Select>
        </Field>
        <Field label={<Trans>Currency</Trans>}>
          <Select value={head.currency ?? ""} onChange={(event) => (onHead({ currency: event.target.value || null }), edit({ currency: event.target.value || (settings?.currency ?? "THB") }))}>
            <option value="">{office}</option>
            <CurrencyOptions current={form.currency} />
          </Select>
        </Field>
        <Field label={<Trans>Valid for days</Trans>}>
          <Input type="number" min={1} max={3650} value={head.validDays} placeholder={office} onChange={(event) => onHead({ validDays: event.target.value })} />
        </Field>
        <Field label={<Trans>Prices</Trans>}>
          <Select value={head.prices ?? ""} onChange={(event) => (onHead({ prices: (event.target.value || null) as Prices | null }), edit({ prices: (event.target.value || (settings?.prices ?? "exclusive")) as Prices }))}>
            <option value="">{office}</option>
            <option value="exclusive">{t`Tax is added`}</option>
            <option value="inclusive">{t`Tax is contained`}</option>
          </Select>
        </Field>
        <Field label={<Trans>Tax is rounded</Trans>}>
          <Select value={head.rounding ?? ""} onChange={(event) => (onHead({ rounding: (event.target.value || null) as Rounding | null }), edit({ rounding: (event.target.value || (settings?.rounding ?? "line")) as Rounding }))}>
            <option value="">{office}</option>
            <option value="line">{t`Per line`}</option>
            <option value="document">{t`On the whole`}</option>
          </Select>
        </Field>
      </div>
    </section>
  );
}
