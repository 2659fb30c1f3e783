import { Trans, useLingui } from "@lingui/react/macro";

import { CopyField } from "../../../ui/CopyField";
import { Field, Input } from "../../../ui/Field";
import { Fields } from "../../../ui/Panel";
import styles from "../Channels.module.css";
import { Step } from "../Step";
import type { Draft, Faults } from "./draft";

interface FirstStepsProps {
  draft: Draft;
  /** The number is known: its id cannot change any more. */
  fixed: boolean;
  faults: Faults;
  refused: { field: string; message: string } | null;
  onChange: (part: Partial<Draft>) => void;
}

/** What to fetch from Meta. */
export function FirstSteps({ draft, fixed, faults, refused, onChange }: FirstStepsProps) {
  const { t } = useLingui();
  const words = {
    missing: t`This is needed.`,
    digits: t`It has only digits.`,
    phone: t`That is a telephone number. The id stands beside it, and has about 15 digits.`,
    spaces: t`There is a space in it: copy it whole, in one piece.`,
  };
  const wrong = (name: keyof Draft) => {
    const fault = faults[name];
    return refused?.field === name ? refused.message : fault && words[fault];
  };
  const field = (name: keyof Draft) => ({
    value: draft[name],
    "aria-invalid": Boolean(wrong(name)),
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  });
  const whole = (...names: (keyof Draft)[]): boolean => names.every((name) => draft[name].trim() !== "" && !faults[name]);
  return (
    <>
      <Step title={<Trans>The number and its ids</Trans>} done={whole("name", "address", "business")} path={<Trans>Meta for Developers › your app › WhatsApp › API setup</Trans>}>
        <p className={styles.words}>
          <Trans>
            You need a Meta business portfolio, an app of type <b>Business</b> with the product <b>WhatsApp</b>, and a number that is not in use in the WhatsApp app. Copy the two ids that stand
            there.
          </Trans>
        </p>
        <Fields>
          <Field label={<Trans>What you call it</Trans>} wrong={wrong("name")}>
            <Input dir="auto" maxLength={120} placeholder={t`Sales, Bangkok`} {...field("name")} />
          </Field>
          <Field label={<Trans>Phone number ID</Trans>} wrong={wrong("address")}>
            <Input inputMode="numeric" maxLength={40} disabled={fixed} {...field("address")} />
          </Field>
          <Field label={<Trans>WhatsApp Business Account ID</Trans>} wrong={wrong("business")}>
            <Input inputMode="numeric" maxLength={40} {...field("business")} />
          </Field>
        </Fields>
      </Step>
      <Step title={<Trans>A token that lasts</Trans>} done={whole("access_token")} path={<Trans>Business settings › Users › System users</Trans>}>
        <p className={styles.words}>
          <Trans>
            Make an administrator system user, assign the app and the WhatsApp account to it, and generate a token that never expires, with <b>whatsapp_business_messaging</b> and{" "}
            <b>whatsapp_business_management</b>. The one shown under API setup dies after a day.
          </Trans>
        </p>
        <Field label={<Trans>Access token</Trans>} wrong={wrong("access_token")}>
          <Input type="password" autoComplete="off" maxLength={4096} {...field("access_token")} />
        </Field>
      </Step>
      <Step title={<Trans>The app secret</Trans>} done={whole("app_secret")} path={<Trans>Your app › App settings › Basic › App secret › Show</Trans>}>
        <p className={styles.words}>
          <Trans>By it we know that a webhook comes from Meta and from nobody else.</Trans>
        </p>
        <Field label={<Trans>App secret</Trans>} wrong={wrong("app_secret")}>
          <Input type="password" autoComplete="off" maxLength={1024} {...field("app_secret")} />
        </Field>
      </Step>
      <Step title={<Trans>A verify token</Trans>} done={whole("verify_token")}>
        <p className={styles.words}>
          <Trans>Made for you; Meta asks for it in the next step. It is kept when you save.</Trans>
        </p>
        <CopyField label={t`Verify token`} value={draft.verify_token} />
      </Step>
    </>
  );
}
