import { Trans } from "@lingui/react/macro";
import { useState } from "react";

import { useMe, useOutline } from "../../live/hooks";
import type { Role } from "../../protocol";
import { Button } from "../../ui/Button";
import { Field, Input, Select } from "../../ui/Field";
import { Acts, Fields, Panel } from "../../ui/Panel";
import { useRoleWord } from "../../ui/useRoleWord";
import * as api from "../api";
import section from "../parts/Section.module.css";
import { ChannelChoices } from "./Choices";
import { RoleHint } from "./InviteDialog";
import type { PersonPart } from "./PersonActs";



/** Name, address, role and channels; what was changed can be taken back. */
export function PersonForm({ person, changes }: PersonPart) {
  const role = useRoleWord();
  const { channels } = useOutline();
  const administers = useMe()?.role === "admin";
  // a number open to everybody is among what somebody sees, but names nobody
  const named = person.channels.filter((id) => channels.get(id)?.members?.includes(person.id));
  const [form, setForm] = useState({ name: person.name, email: person.email, role: person.role, channels: named });
  const set = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const before = { name: person.name, email: person.email, role: person.role, channels: named };
  const given = differing(before, form);
  const dirty = Object.keys(given).length > 0;
  const save = () => {
    const earlier = Object.fromEntries(Object.keys(given).map((key) => [key, before[key as keyof typeof before]]));
    const undo = () => api.people.change(person.id, earlier);
    void changes.change(() => api.people.change(person.id, given, person.version), <Trans>Changed.</Trans>, undo);
  };
  return (
    <Panel title={<Trans>Person and rights</Trans>}>
      <form
        className={section.sheet}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Fields>
          <Field label={<Trans>Name</Trans>}>
            <Input dir="auto" required maxLength={200} value={form.name} onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field label={<Trans>E-mail</Trans>}>
            <Input type="email" required maxLength={320} disabled={!administers} value={form.email} onChange={(event) => set({ email: event.target.value })} />
          </Field>
          <Field label={<Trans>Role</Trans>} hint={<RoleHint role={form.role} />}>
            <Select disabled={!administers} value={form.role} onChange={(event) => set({ role: event.target.value as Role })}>
              {(["agent", "manager", "admin"] as const).map((each) => (
                <option key={each} value={each}>
                  {role(each)}
                </option>
              ))}
            </Select>
          </Field>
        </Fields>
        <ChannelChoices chosen={form.channels} onChange={(next) => set({ channels: next })} />
        {dirty && (
          <Acts>
            <Button disabled={changes.busy} onClick={() => setForm(before)}>
              <Trans>Discard</Trans>
            </Button>
            <Button kind="main" type="submit" disabled={changes.busy || !form.name.trim()}>
              <Trans>Save</Trans>
            </Button>
          </Acts>
        )}
      </form>
    </Panel>
  );
}

/** The fields that became other than they were; the order of channels means nothing. */
export function differing<Form extends object>(before: Form, after: Form): Partial<Form> {
  const word = (value: unknown): string => JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => word(value) !== word(before[key as keyof Form]))) as Partial<Form>;
}
