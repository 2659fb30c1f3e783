import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { Endpoint, EndpointKind, InOrderOf } from "../../protocol";
import { Button } from "../../ui/Button";
import { Field, Growing, Input, Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Acts, Fields, Panel, wide } from "../../ui/Panel";
import { Check, Switch } from "../../ui/Switch";
import section from "../parts/Section.module.css";
import { TYPES, listOf } from "./endpointTypes";
import styles from "./Webhooks.module.css";

interface EndpointFormProps {
  endpoint: Endpoint | null;
  onSave: (given: object) => Promise<void>;
}

/** Where it goes, and what of all that happens. */
export function EndpointForm({ endpoint, onSave }: EndpointFormProps) {
  const { t } = useLingui();
  const [form, setForm] = useState(() => ({
    kind: endpoint?.kind ?? ("events" as EndpointKind),
    name: endpoint?.name ?? "",
    url: endpoint?.url ?? "",
    types: endpoint?.types ?? [],
    fields: (endpoint?.fields ?? []).join(", "),
    numbers: (endpoint?.numbers ?? []).join(", "),
    in_order_of: endpoint?.in_order_of ?? ("number" as InOrderOf),
  }));
  const { busy, problem, run } = useActing();
  const set = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const events = form.kind === "events";
  const wrong = (name: string) => (problem?.field === name ? problem.message : undefined);
  const save = () => {
    const filters = events ? { types: form.types, in_order_of: form.in_order_of } : { fields: listOf(form.fields), numbers: listOf(form.numbers) };
    const given = { name: form.name.trim(), url: form.url.trim(), ...filters, ...(!endpoint && { kind: form.kind }) };
    void run(() => onSave(given));
  };
  return (
    <Panel title={<Trans>Where it goes, and what</Trans>}>
      <form
        className={section.sheet}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Fields>
          <Field label={<Trans>Kind</Trans>} hint={events ? <Trans>What happens in this office, signed by us</Trans> : <Trans>Meta’s webhooks byte for byte, with Meta’s signature</Trans>}>
            <Select disabled={endpoint !== null} value={form.kind} onChange={(event) => set({ kind: event.target.value === "router" ? "router" : "events" })}>
              <option value="events">{t`Events`}</option>
              <option value="router">{t`Router`}</option>
            </Select>
          </Field>
          <Field label={<Trans>Name</Trans>} wrong={wrong("name")}>
            <Input dir="auto" required maxLength={100} value={form.name} onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field label={<Trans>Address</Trans>} hint={<Trans>https; private networks must be allowed under Security and data</Trans>} className={wide} wrong={wrong("url")}>
            <Input type="url" inputMode="url" required maxLength={2000} placeholder={t`https://…`} value={form.url} onChange={(event) => set({ url: event.target.value })} />
          </Field>
          {events && (
            <Field label={<Trans>In order of</Trans>}>
              <Select value={form.in_order_of} onChange={(event) => set({ in_order_of: event.target.value === "conversation" ? "conversation" : "number" })}>
                <option value="number">{t`the number: strictly one by one`}</option>
                <option value="conversation">{t`the conversation: many side by side`}</option>
              </Select>
            </Field>
          )}
          {!events && (
            <Field label={<Trans>Meta’s fields</Trans>} hint={<Trans>Empty: all</Trans>} className={wide} wrong={wrong("fields")}>
              <Growing placeholder={t`messages, account_update`} value={form.fields} onChange={(event) => set({ fields: event.target.value })} />
            </Field>
          )}
          {!events && (
            <Field label={<Trans>Numbers</Trans>} hint={<Trans>Their ids at Meta, or their digits. Empty: all</Trans>} className={wide} wrong={wrong("numbers")}>
              <Growing value={form.numbers} onChange={(event) => set({ numbers: event.target.value })} />
            </Field>
          )}
        </Fields>
        {events && <Switch label={<Trans>Everything that happens</Trans>} checked={form.types.length === 0} onChange={(all) => set({ types: all ? [] : ["message.created"] })} />}
        {events && form.types.length > 0 && (
          <div className={styles.types} role="group" aria-label={t`Events`}>
            {TYPES.map((type) => (
              <Check key={type} label={type} checked={form.types.includes(type)} onChange={(on) => set({ types: on ? [...form.types, type] : form.types.filter((each) => each !== type) })} />
            ))}
          </div>
        )}
        {problem && !["name", "url", "fields", "numbers"].includes(problem.field ?? "") && <Notice tone="bad" words={problem.message} />}
        <Acts>
          <Button kind="main" type="submit" disabled={busy || !form.name.trim() || !form.url.trim()}>
            {endpoint ? <Trans>Save</Trans> : <Trans>Add the endpoint</Trans>}
          </Button>
        </Acts>
      </form>
    </Panel>
  );
}
