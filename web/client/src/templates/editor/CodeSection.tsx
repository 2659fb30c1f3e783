import { Trans, useLingui } from "@lingui/react/macro";

import { Field, Input } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import { Switch } from "../../ui/Switch";
import { newButton } from "./form";
import type { Told } from "./told";
import { at } from "./violations";
import { Wrong } from "./Wrong";

const MINUTES = { least: 1, most: 90 };

/** What can be said of a code to sign in; the words are WhatsApp's. */
export function CodeSection({ form, edit, freedom, violations }: Told) {
  const { t } = useLingui();
  const button = form.buttons[0] ?? newButton("code");
  return (
    <Panel title={<Trans>The code</Trans>}>
      <Switch label={<Trans>Warn not to pass the code on</Trans>} checked={form.warning} disabled={!freedom.content} onChange={(warning) => edit({ warning })} />
      <Field label={<Trans>Good for so many minutes</Trans>}>
        <Input type="number" min={MINUTES.least} max={MINUTES.most} value={form.minutes} disabled={!freedom.content} onChange={(event) => edit({ minutes: Math.trunc(Number(event.target.value)) || 0 })} />
        <Wrong found={at(violations, "footer", "body", "body.text")} />
      </Field>
      <Field label={<Trans>Word on the button that copies it</Trans>}>
        <Input dir="auto" value={button.text} maxLength={40} disabled={!freedom.content} placeholder={t`Copy code`} onChange={(event) => edit({ buttons: [{ ...button, text: event.target.value }] })} />
        <Wrong found={violations.filter(({ field }) => field.startsWith("buttons"))} />
      </Field>
    </Panel>
  );
}
