import { Trans, useLingui } from "@lingui/react/macro";

import { useContact } from "../../live/hooks";
import type { Customer, Quotation } from "../../protocol";
import { Avatar } from "../../ui/Avatar";
import { Skeleton } from "../../ui/Skeleton";
import { Button } from "../../ui/Button";
import { ContactSuggest } from "../parts/ContactSuggest";
import { Field, Growing, Input } from "../../ui/Field";
import styles from "./Editor.module.css";
import type { Form } from "./form";

interface CustomerSectionProps {
  form: Form;
  held: Quotation | null;
  edit: (part: Partial<Form>) => void;
}

/** To whom, and what is printed of them: as the contact is known, until it is typed. */
export function CustomerSection({ form, held, edit }: CustomerSectionProps) {
  const { t } = useLingui();
  return (
    <section className={styles.card} aria-label={t`Customer`}>
      {form.contact ? (
        <Known key={form.contact} contact={form.contact} form={form} held={held} edit={edit} />
      ) : (
        <>
          <h2>
            <Trans>For whom?</Trans>
          </h2>
          <ContactSuggest focused label={t`Customer`} placeholder={t`A name, a company or a number`} onPick={({ id }) => edit({ contact: id })} />
        </>
      )}
    </section>
  );
}

function Known({ contact: id, form, held, edit }: CustomerSectionProps & { contact: string }) {
  const { contact } = useContact(id);
  const known: Customer | null = held?.contact === id && !held.customer_typed ? held.customer : contact ? customerOf(contact) : null;
  const shown = form.customer ?? known;
  if (!shown) return <Skeleton height={40} />;
  return (
    <>
      <div className={styles.person}>
        <Avatar id={id} name={contact?.name ?? shown.name} size={38} />
        <span>
          <b dir="auto">{shown.company || shown.name}</b>
          <small dir="auto">{[shown.company && shown.name, shown.phone, shown.email].filter(Boolean).join(" · ")}</small>
        </span>
        {form.conversation === null && (
          <Button kind="quiet" onClick={() => edit({ contact: null, customer: null })}>
            <Trans>Somebody else</Trans>
          </Button>
        )}
        {form.customer ? (
          <Button kind="quiet" onClick={() => edit({ customer: null })}>
            <Trans>As in the contact</Trans>
          </Button>
        ) : (
          <Button kind="quiet" onClick={() => edit({ customer: shown })}>
            <Trans>Billing data</Trans>
          </Button>
        )}
      </div>
      {form.customer && <Billing customer={form.customer} onChange={(part) => edit({ customer: { ...shown, ...part } })} />}
    </>
  );
}

function customerOf({ name, company, identities }: { name: string; company: string | null; identities: readonly { kind: string; display: string }[] }): Customer {
  const shown = (kind: string): string => identities.find((one) => one.kind === kind)?.display ?? "";
  return { name, company: company ?? "", address: "", tax_id: "", branch: "", email: shown("email"), phone: shown("phone") };
}

function Billing({ customer, onChange }: { customer: Customer; onChange: (part: Partial<Customer>) => void }) {
  const { t } = useLingui();
  const text = (name: keyof Customer, label: string, most: number, placeholder = "") => (
    <Field label={label}>
      <Input value={customer[name]} dir="auto" maxLength={most} placeholder={placeholder} onChange={(event) => onChange({ [name]: event.target.value })} />
    </Field>
  );
  return (
    <div className={styles.billing}>
      <div className={styles.grid}>
        {text("company", t`Company`, 200)}
        {text("name", t`Name`, 200)}
        {text("tax_id", t`Tax ID`, 64)}
        {text("branch", t`Branch`, 64, t`00000 is the head office`)}
        {text("email", t`E-mail`, 320)}
        {text("phone", t`Phone`, 64)}
        <Field label={t`Address`} className={styles.wide}>
          <Growing value={customer.address} rows={2} maxLength={1000} onChange={(event) => onChange({ address: event.target.value })} />
        </Field>
      </div>
    </div>
  );
}
