import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useMe } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import type { Id, Link, Role } from "../../protocol";
import { Button } from "../../ui/Button";
import { CopyField } from "../../ui/CopyField";
import { Dialog } from "../../ui/Dialog";
import { Field, Input, Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { useNow } from "../../ui/now";
import { Acts, Fields } from "../../ui/Panel";
import { useRoleWord } from "../../ui/useRoleWord";
import { upcoming } from "../../ui/time";
import * as api from "../api";
import section from "../parts/Section.module.css";
import { ChannelChoices, TeamChoices } from "./Choices";
import styles from "./People.module.css";

const WIDTH = 520; // px

/** Lets somebody in: who, as what, and then the link to hand over. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui();
  const role = useRoleWord();
  const now = useNow();
  const administers = useMe()?.role === "admin";
  const [form, setForm] = useState({ name: "", email: "", role: "agent" as Role, channels: [] as Id[], teams: [] as Id[] });
  const [link, setLink] = useState<Link | null>(null);
  const { busy, problem, run } = useActing();
  const set = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const invite = () =>
    void run(async () => {
      const { id } = await api.people.invite({ ...form, name: form.name.trim(), email: form.email.trim() });
      setLink(await api.people.invitation(id));
    });
  if (link) {
    return (
      <Dialog title={t`${form.name.trim()} is invited`} width={WIDTH} onClose={onClose}>
        <div className={section.sheet}>
          <p className={styles.words}>
            <Trans>Where mail is set up, it is on its way. You can hand the link over yourself, too: it lets in once, until {upcoming(link.expires_at, now, i18n.locale)}.</Trans>
          </p>
          <CopyField label={t`Link of the invitation`} value={link.url} />
          <Acts>
            <Button kind="main" onClick={onClose}>
              <Trans>Done</Trans>
            </Button>
          </Acts>
        </div>
      </Dialog>
    );
  }
  const wrong = (field: string) => (problem?.field === field ? problem.message : undefined);
  return (
    <Dialog title={t`Invite somebody`} width={WIDTH} onClose={onClose}>
      <form
        className={section.sheet}
        onSubmit={(event) => {
          event.preventDefault();
          invite();
        }}
      >
        <Fields>
          <Field label={<Trans>Name</Trans>} wrong={wrong("name")}>
            <Input data-autofocus dir="auto" required maxLength={200} value={form.name} onChange={(event) => set({ name: event.target.value })} />
          </Field>
          <Field label={<Trans>E-mail</Trans>} wrong={wrong("email")}>
            <Input type="email" required maxLength={320} value={form.email} onChange={(event) => set({ email: event.target.value })} />
          </Field>
          <Field label={<Trans>Role</Trans>} hint={<RoleHint role={form.role} />} wrong={wrong("role")}>
            <Select value={form.role} onChange={(event) => set({ role: event.target.value as Role })}>
              {(administers ? (["agent", "manager", "admin"] as const) : (["agent"] as const)).map((each) => (
                <option key={each} value={each}>
                  {role(each)}
                </option>
              ))}
            </Select>
          </Field>
        </Fields>
        <ChannelChoices chosen={form.channels} onChange={(channels) => set({ channels })} />
        <TeamChoices chosen={form.teams} onChange={(teams) => set({ teams })} />
        {problem && !problem.field && <Notice tone="bad" words={problem.message} />}
        <Acts>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={busy || !form.name.trim() || !form.email.trim()}>
            <Trans>Invite</Trans>
          </Button>
        </Acts>
      </form>
    </Dialog>
  );
}

export function RoleHint({ role }: { role: Role }) {
  if (role === "admin") return <Trans>May do everything, this administration included.</Trans>;
  if (role === "manager") return <Trans>Sees everything, and looks after agents, templates and campaigns.</Trans>;
  return <Trans>Answers customers on the channels they hold.</Trans>;
}
