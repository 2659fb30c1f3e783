import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Price, Tax } from "../../protocol";
import { Dialog } from "../../ui/Dialog";
import * as api from "../api";
import { useActing } from "../../live/useActing";
import acting from "../acting/Send.module.css";
import { typedNumber } from "../numbers/typed";
import { Button } from "../../ui/Button";
import { CurrencyOptions } from "../parts/CurrencyOptions";
import { Field, FigureInput, Growing, Input, Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import parts from "../../ui/parts.module.css";
import styles from "../../layout/Shelf.module.css";
import { TaxSelect } from "../parts/TaxSelect";
import { useSettings } from "../useSettings";

const PLACES = 4;

/** A new price, or one that is changed; a colleague's change meanwhile is told. */
export function PriceDialog({ price, onClose }: { price: Price | null; onClose: () => void }) {
  const { t } = useLingui();
  const settings = useSettings();
  const [base, setBase] = useState(price);
  const [form, setForm] = useState(() => formOf(price, settings?.currency ?? "THB", settings?.taxes.find((tax) => !tax.withheld) ?? null));
  const { busy, problem, run } = useActing();
  const set = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const amount = typedNumber(form.unitPrice, PLACES);
  const given = { code: form.code.trim() || null, description: form.description.trim(), unit: form.unit.trim(), unit_price: amount, currency: form.currency, tax: form.tax, withholding: form.withholding };
  const save = () => (base ? api.prices.change(base.id, given, base.version) : api.prices.add(given));
  const current = problem?.code === "conflict" && base ? (problem.current as Price | undefined) : undefined;
  return (
    <Dialog title={price ? t`Change the price` : t`New price`} width={520} onClose={onClose}>
      <form
        className={acting.send}
        onSubmit={(event) => {
          event.preventDefault();
          if (amount !== null) void run(save).then((done) => done && onClose());
        }}
      >
        <div className={styles.grid}>
          <Field label={<Trans>Description</Trans>} className={styles.wide}>
            <Growing data-autofocus value={form.description} rows={2} required maxLength={4000} onChange={(event) => set({ description: event.target.value })} />
          </Field>
          <Field label={<Trans>Price</Trans>} wrong={form.unitPrice && amount === null && <Trans>A number with at most four decimal places</Trans>}>
            <FigureInput value={form.unitPrice} required maxLength={24} onChange={(event) => set({ unitPrice: event.target.value })} />
          </Field>
          <Field label={<Trans>Currency</Trans>}>
            <Select value={form.currency} onChange={(event) => set({ currency: event.target.value })}>
              <CurrencyOptions current={form.currency} />
            </Select>
          </Field>
          <Field label={<Trans>Unit</Trans>}>
            <Input value={form.unit} dir="auto" maxLength={40} placeholder={t`piece, hour, set`} onChange={(event) => set({ unit: event.target.value })} />
          </Field>
          <Field label={<Trans>Code</Trans>}>
            <Input value={form.code} maxLength={64} placeholder={t`the office’s own`} onChange={(event) => set({ code: event.target.value })} />
          </Field>
          <Field label={<Trans>Tax</Trans>}>
            <TaxSelect className={parts.input} label={t`Tax`} value={form.tax} presets={settings?.taxes.filter((tax) => !tax.withheld) ?? []} none={t`none`} onChange={(tax) => set({ tax })} />
          </Field>
          <Field label={<Trans>Withheld</Trans>}>
            <TaxSelect className={parts.input} label={t`Withholding tax`} value={form.withholding} presets={settings?.taxes.filter((tax) => tax.withheld) ?? []} none={t`none`} onChange={(withholding) => set({ withholding })} />
          </Field>
        </div>
        {problem && (
          <Notice tone="bad" words={problem.message}>
            {current && (
              <Button onClick={() => (setBase(current), setForm(formOf(current, current.currency, current.tax)))}>
                <Trans>Show theirs</Trans>
              </Button>
            )}
            {current && (
              <Button onClick={() => setBase(current)}>
                <Trans>Keep mine</Trans>
              </Button>
            )}
          </Notice>
        )}
        <div className={acting.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={busy || amount === null || !given.description}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function formOf(price: Price | null, currency: string, tax: Tax | null) {
  return {
    code: price?.code ?? "",
    description: price?.description ?? "",
    unit: price?.unit ?? "",
    unitPrice: price?.unit_price ?? "",
    currency: price?.currency ?? currency,
    tax: price ? price.tax : tax && { name: tax.name, rate: tax.rate },
    withholding: price?.withholding ?? null,
  };
}
