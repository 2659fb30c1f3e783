import { Trans, useLingui } from "@lingui/react/macro";

import editor from "../editor/Editor.module.css";
import type { Form } from "../editor/form";
import { Field, Growing } from "../../ui/Field";

/** Words of its own; left empty they are the office's. */
export function TemplateWords({ form, edit }: { form: Form; edit: (part: Partial<Form>) => void }) {
  const { t } = useLingui();
  const office = t`As the office does`;
  return (
    <section className={editor.card} aria-label={t`Words`}>
      <div className={editor.grid}>
        <Field label={<Trans>Notes</Trans>} className={editor.wide}>
          <Growing value={form.notes} rows={2} maxLength={4000} placeholder={office} onChange={(event) => edit({ notes: event.target.value })} />
        </Field>
        <Field label={<Trans>Terms</Trans>} className={editor.wide}>
          <Growing value={form.terms} rows={2} maxLength={10_000} placeholder={office} onChange={(event) => edit({ terms: event.target.value })} />
        </Field>
        <Field label={<Trans>Payment</Trans>} className={editor.wide}>
          <Growing value={form.payment} rows={2} maxLength={4000} placeholder={office} onChange={(event) => edit({ payment: event.target.value })} />
        </Field>
      </div>
    </section>
  );
}
