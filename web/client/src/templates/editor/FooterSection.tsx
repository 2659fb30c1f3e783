import { Trans, useLingui } from "@lingui/react/macro";

import { Input } from "../../ui/Field";
import { Panel } from "../../ui/Panel";
import type { Told } from "./told";
import { at } from "./violations";
import { Wrong } from "./Wrong";

/** A small line below the text. */
export function FooterSection({ form, edit, freedom, violations }: Told) {
  const { t } = useLingui();
  return (
    <Panel title={<Trans>Footer</Trans>}>
      <Input aria-label={t`Footer`} dir="auto" value={form.footer} maxLength={100} disabled={!freedom.content} placeholder={t`May stay empty`} onChange={(event) => edit({ footer: event.target.value })} />
      <Wrong found={at(violations, "footer", "footer.text")} />
    </Panel>
  );
}
