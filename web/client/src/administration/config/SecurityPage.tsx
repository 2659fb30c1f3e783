import { Trans, useLingui } from "@lingui/react/macro";

import { Field, Growing, Input } from "../../ui/Field";
import { Fields, Panel } from "../../ui/Panel";
import { Switch } from "../../ui/Switch";
import { Holds } from "./Holds";
import { SectionForm } from "./SectionForm";
import { wholeNumber } from "./numbers";
import { useSections } from "./useSections";

const LONGEST = 36_500; // days

/** Who gets in, what may be reached, and how long things are kept. */
export default function SecurityPage() {
  const { t } = useLingui();
  const editing = useSections("require_totp", "allowed_networks", "retention");
  const { set, wrong, may } = editing;
  return (
    <SectionForm title={<Trans>Security and data</Trans>} editing={editing} below={<Holds />}>
      {({ require_totp: required, allowed_networks: networks, retention }) => {
        const days = (name: keyof typeof retention, least: number | null) => ({
          inputMode: "numeric" as const,
          placeholder: least === null ? t`for ever` : undefined,
          value: retention[name] ?? "",
          onChange: (event: { target: { value: string } }) => set({ retention: { ...retention, [name]: wholeNumber(event.target.value, 1, LONGEST) ?? least } }),
        });
        return (
          <>
            <Panel title={<Trans>Signing in</Trans>}>
              <Switch
                label={<Trans>Two-step sign-in for everybody</Trans>}
                hint={<Trans>Who has not set it up does so at the next sign-in, with an authenticator app.</Trans>}
                checked={required}
                onChange={(on) => set({ require_totp: on })}
              />
            </Panel>
            <Panel title={<Trans>How long things are kept</Trans>} words={<Trans>In days; what is older goes by itself, for good. Empty: it stays for ever.</Trans>}>
              <Fields>
                <Field label={<Trans>Messages</Trans>} wrong={wrong("retention.messages_days")}>
                  <Input {...days("messages_days", null)} />
                </Field>
                <Field label={<Trans>Files</Trans>} wrong={wrong("retention.files_days")}>
                  <Input {...days("files_days", null)} />
                </Field>
                <Field label={<Trans>Quotations</Trans>} wrong={wrong("retention.quotations_days")}>
                  <Input {...days("quotations_days", null)} />
                </Field>
                <Field label={<Trans>Imported lists</Trans>} wrong={wrong("retention.imports_days")}>
                  <Input {...days("imports_days", 1)} />
                </Field>
                <Field label={<Trans>Activity log</Trans>} wrong={wrong("retention.activity_days")}>
                  <Input {...days("activity_days", null)} />
                </Field>
              </Fields>
            </Panel>
            {may && networks && (
              <Panel title={<Trans>Private networks</Trans>} words={<Trans>Webhooks go to the open network alone. Name here what else they may reach, one a line, like 10.0.0.0/8.</Trans>}>
                <Field label={<Trans>Allowed networks</Trans>} wrong={wrong("allowed_networks")}>
                  <Growing rows={2} value={networks.join("\n")} onChange={(event) => set({ allowed_networks: event.target.value.split("\n") })} onBlur={() => set({ allowed_networks: networks.filter((line) => line.trim()) })} />
                </Field>
              </Panel>
            )}
          </>
        );
      }}
    </SectionForm>
  );
}
