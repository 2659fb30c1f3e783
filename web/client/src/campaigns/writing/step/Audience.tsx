import { Trans, useLingui } from "@lingui/react/macro";

import { searchContacts } from "../../../live/actions";
import { useOutline } from "../../../live/hooks";
import type { Audience } from "../../../protocol";
import { Field, Input, Select } from "../../../ui/Field";
import { Fields, Panel } from "../../../ui/Panel";
import { Picker } from "../../parts/Picker";
import { learnName, useNames } from "../names";
import type { StepProps } from "../StepProps";
import { Choice } from "./Choice";
import { BringIn } from "./BringIn";
import { Conditions } from "./Conditions";
import { NamedPeople } from "./Named";
import styles from "./Step.module.css";

/** Whom it goes to. */
export function AudienceStep({ fields, edit }: StepProps) {
  const { t } = useLingui();
  const { audience } = fields;
  const set = (part: Partial<Audience>): void => edit({ audience: { ...audience, ...part } });
  return (
    <>
      <NameAndNumber fields={fields} edit={edit} />
      <Panel title={<Trans>Who gets it</Trans>}>
        <fieldset className={styles.radios}>
          <legend className="unseen">{t`Who gets it`}</legend>
          <Choice name="everyone" label={<Trans>Some people</Trans>} hint={<Trans>Whoever is in one of these</Trans>} checked={!audience.everyone} onChoose={() => set({ everyone: false })} />
          <Choice name="everyone" label={<Trans>Everyone</Trans>} hint={<Trans>All contacts the conditions let pass</Trans>} checked={audience.everyone} onChoose={() => set({ everyone: true })} />
        </fieldset>
        {!audience.everyone && (
          <>
            <NamedPeople named={{ ...audience }} onChange={set} beside={<BringIn onList={(list) => (learnName(list), set({ lists: [...new Set([...audience.lists, list.id])] }))} />} />
            <Single audience={audience} set={set} />
          </>
        )}
      </Panel>
      <Panel title={<Trans>Only those who meet all of these</Trans>} words={<Trans>Consent, the last time they wrote, fields of the contact.</Trans>}>
        <Conditions filter={audience.filter} onChange={(filter) => set({ filter })} />
      </Panel>
      <Panel title={<Trans>But nobody of these</Trans>}>
        <NamedPeople named={audience.without} onChange={(part) => set({ without: { ...audience.without, ...part } })} />
      </Panel>
    </>
  );
}

function NameAndNumber({ fields, edit }: Pick<StepProps, "fields" | "edit">) {
  const { channels } = useOutline();
  const senders = [...channels.values()].filter(({ kind, id }) => kind === "whatsapp" || id === fields.channel);
  return (
    <Panel>
      <Fields>
        <Field label={<Trans>Name of the campaign</Trans>} hint={<Trans>For you and your colleagues; customers do not see it.</Trans>}>
          <Input dir="auto" maxLength={200} value={fields.name} aria-invalid={!fields.name.trim()} onChange={(event) => edit({ name: event.target.value })} />
        </Field>
        <Field label={<Trans>From the number</Trans>} hint={senders.length === 1 && <Trans>There is one WhatsApp number.</Trans>}>
          <Select value={fields.channel} disabled={senders.length < 2} onChange={(event) => edit({ channel: event.target.value })}>
            {senders.map(({ id, name, address }) => (
              <option key={id} value={id}>
                {[name, address].filter(Boolean).join(" · ")}
              </option>
            ))}
          </Select>
        </Field>
      </Fields>
    </Panel>
  );
}

function Single({ audience, set }: { audience: Audience; set: (part: Partial<Audience>) => void }) {
  const { t } = useLingui();
  const people = useNames("contact", audience.contacts, t`no longer there`);
  return (
    <Picker
      label={t`Single people`}
      placeholder={t`A name or a number`}
      from={2}
      find={(typed) => searchContacts(typed, 8)}
      beside={(contact) => contact.identities[0]?.display}
      chosen={people}
      onAdd={(contact) => (learnName(contact), set({ contacts: [...audience.contacts, contact.id] }))}
      onDrop={(id) => set({ contacts: audience.contacts.filter((one) => one !== id) })}
    />
  );
}
