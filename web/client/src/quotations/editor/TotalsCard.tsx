import { Trans, useLingui } from "@lingui/react/macro";
import { Fragment } from "react";

import type { TaxAmount } from "../../protocol";
import { figure, money, number } from "../numbers/format";
import type { Form, Off } from "./form";
import styles from "./Totals.module.css";
import type { Computed } from "./useTotals";

interface TotalsCardProps {
  form: Form;
  computed: Computed;
  onDiscount: (discount: Off) => void;
}

/** What it comes to, line by line, and the discount on the whole. */
export function TotalsCard({ form, computed, onDiscount }: TotalsCardProps) {
  const { t, i18n } = useLingui();
  const { totals, content, wrong } = computed;
  const faulty = content.discountWrong || wrong.some(({ field }) => field.startsWith("discount"));
  const show = (amount: { amount: string; currency: string }) => figure(amount, i18n.locale);
  const taxes = (found: readonly TaxAmount[], sign: string) =>
    found.map((tax) => (
      <Fragment key={`${tax.name}-${tax.rate}`}>
        <dt>
          {tax.name} {number(tax.rate, i18n.locale)} %
          <small>
            <Trans>of {show(tax.of)}</Trans>
          </small>
        </dt>
        <dd>
          {sign}
          {show(tax.amount)}
        </dd>
      </Fragment>
    ));
  return (
    <dl className={styles.totals} aria-label={t`What it comes to`}>
      <dt>
        <Trans>Subtotal</Trans>
      </dt>
      <dd>{show(totals.subtotal)}</dd>
      <dt>
        <Trans>Discount</Trans>
        <OffField label={t`Discount on the whole`} value={form.discount} currency={form.currency} wrong={faulty} onChange={onDiscount} />
      </dt>
      <dd>
        {isNothing(totals.discount_total.amount) ? "" : "− "}
        {show(totals.discount_total)}
      </dd>
      {form.prices === "exclusive" && taxes(totals.taxes, "")}
      <dt className={styles.sum}>
        <Trans>Total</Trans>
      </dt>
      <dd className={styles.sum} data-testid="total">
        {money(totals.total, i18n.locale)}
      </dd>
      {form.prices === "inclusive" && totals.taxes.length > 0 && (
        <>
          <dt>
            <Trans>Without tax</Trans>
          </dt>
          <dd>{show(totals.net)}</dd>
          {taxes(totals.taxes, "")}
        </>
      )}
      {taxes(totals.withholdings, "− ")}
      {totals.withholdings.length > 0 && (
        <>
          <dt>
            <Trans>To be paid</Trans>
          </dt>
          <dd>{show(totals.payable)}</dd>
        </>
      )}
    </dl>
  );
}

interface OffFieldProps {
  label: string;
  value: Off;
  currency: string;
  wrong: boolean;
  onChange: (value: Off) => void;
}

/** A percentage or an amount off. */
export function OffField({ label, value, currency, wrong, onChange }: OffFieldProps) {
  const { t } = useLingui();
  return (
    <span className={styles.off} data-wrong={wrong || undefined}>
      <input
        inputMode="decimal"
        aria-label={label}
        aria-invalid={wrong}
        placeholder="0"
        maxLength={20}
        value={value.value}
        onChange={(event) => onChange({ ...value, value: event.target.value })}
      />
      <select aria-label={t`${label}: percent or amount`} value={value.kind} onChange={(event) => onChange({ ...value, kind: event.target.value as Off["kind"] })}>
        <option value="percent">%</option>
        <option value="amount">{currency}</option>
      </select>
    </span>
  );
}

function isNothing(amount: string): boolean {
  return /^[0.]*$/.test(amount);
}
