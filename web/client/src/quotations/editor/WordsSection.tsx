import { Trans, useLingui } from "@lingui/react/macro";

import type { Signature } from "../../protocol";
import { Field, Growing, Input } from "../../ui/Field";
import { Attachments, SignaturePicture } from "./Attachments";
import styles from "./Editor.module.css";
import type { Form } from "./form";

const NOBODY: Signature = { name: "", title: "", image: null };

/** What stands below the sums: notes, terms, how to pay, who signs, and what goes along. */
export function WordsSection({ form, edit }: { form: Form; edit: (part: Partial<Form>) => void }) {
  const { t } = useLingui();
  const sign = (part: Partial<Signature>): void => {
    const signature = { ...NOBODY, ...form.signature, ...part };
    edit({ signature: signature.name || signature.title || signature.image ? signature : null });
  };
  return (
    <section className={styles.card} aria-label={t`Words`}>
      <div className={styles.grid}>
        <Field label={<Trans>Notes</Trans>} className={styles.wide}>
          <Growing value={form.notes} rows={2} maxLength={4000} placeholder={t`What the customer should know`} onChange={(event) => edit({ notes: event.target.value })} />
        </Field>
        <Field label={<Trans>Terms</Trans>} className={styles.wide}>
          <Growing value={form.terms} rows={2} maxLength={10_000} placeholder={t`Delivery, warranty, cancellation`} onChange={(event) => edit({ terms: event.target.value })} />
        </Field>
        <Field label={<Trans>Payment</Trans>} className={styles.wide}>
          <Growing value={form.payment} rows={2} maxLength={4000} placeholder={t`Half on order, half on delivery`} onChange={(event) => edit({ payment: event.target.value })} />
        </Field>
        <Field label={<Trans>Signed by</Trans>}>
          <Input value={form.signature?.name ?? ""} dir="auto" maxLength={200} placeholder={t`Name`} onChange={(event) => sign({ name: event.target.value })} />
        </Field>
        <Field label={<Trans>Position</Trans>}>
          <Input value={form.signature?.title ?? ""} dir="auto" maxLength={200} placeholder={t`e.g. Sales manager`} onChange={(event) => sign({ title: event.target.value })} />
        </Field>
        <SignaturePicture image={form.signature?.image ?? null} onChange={(image) => sign({ image })} />
        <Attachments files={form.attachments} onChange={(attachments) => edit({ attachments })} />
      </div>
    </section>
  );
}
