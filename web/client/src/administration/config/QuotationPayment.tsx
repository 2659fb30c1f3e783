import { Trans } from "@lingui/react/macro";

import { Field, Growing, Input } from "../../ui/Field";
import { Fields, Panel, wide } from "../../ui/Panel";
import { Switch } from "../../ui/Switch";
import type { QuotationPart } from "./QuotationPart";

const NOBODY = { name: "", title: "", image: null };

/** Who offers, where to pay, and the words that stand on every paper. */
export function QuotationPayment({ settings, set, wrong }: QuotationPart) {
  const signature = settings.signature;
  const line = (name: "legal_name" | "branch" | "promptpay", most: number) => ({
    value: settings[name],
    maxLength: most,
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  const words = (name: "bank" | "notes" | "terms" | "payment", most: number) => ({
    value: settings[name],
    maxLength: most,
    rows: 2,
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  return (
    <Panel title={<Trans>What stands on every paper</Trans>}>
      <Fields>
        <Field label={<Trans>Registered name</Trans>} hint={<Trans>If it differs from the company’s</Trans>} wrong={wrong("legal_name")}>
          <Input dir="auto" {...line("legal_name", 200)} />
        </Field>
        <Field label={<Trans>Branch</Trans>} wrong={wrong("branch")}>
          <Input dir="auto" {...line("branch", 64)} />
        </Field>
        <Field label={<Trans>PromptPay</Trans>} hint={<Trans>A mobile number, a tax id or an e-wallet: printed as a QR code</Trans>} wrong={wrong("promptpay")}>
          <Input inputMode="numeric" {...line("promptpay", 15)} />
        </Field>
        <Field label={<Trans>Bank account</Trans>} className={wide} wrong={wrong("bank")}>
          <Growing {...words("bank", 1000)} />
        </Field>
        <Field label={<Trans>Payment</Trans>} className={wide} wrong={wrong("payment")}>
          <Growing {...words("payment", 4000)} />
        </Field>
        <Field label={<Trans>Notes</Trans>} className={wide} wrong={wrong("notes")}>
          <Growing {...words("notes", 4000)} />
        </Field>
        <Field label={<Trans>Terms</Trans>} className={wide} wrong={wrong("terms")}>
          <Growing {...words("terms", 20000)} />
        </Field>
      </Fields>
      <Switch label={<Trans>Signed by somebody</Trans>} checked={signature !== null} onChange={(on) => set({ signature: on ? NOBODY : null })} />
      {signature && (
        <Fields>
          <Field label={<Trans>Name</Trans>} wrong={wrong("signature")}>
            <Input dir="auto" maxLength={200} value={signature.name} onChange={(event) => set({ signature: { ...signature, name: event.target.value } })} />
          </Field>
          <Field label={<Trans>Position</Trans>}>
            <Input dir="auto" maxLength={200} value={signature.title} onChange={(event) => set({ signature: { ...signature, title: event.target.value } })} />
          </Field>
        </Fields>
      )}
    </Panel>
  );
}
