import { Trans } from "@lingui/react/macro";
import { useRef, useState } from "react";

import { useMe } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Colleague, PresentColleague } from "../../protocol";
import { Button } from "../../ui/Button";
import { Field, Growing, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Acts, Panel } from "../../ui/Panel";
import { Switch } from "../../ui/Switch";
import { Skeleton } from "../../ui/Skeleton";
import { USUAL_WEEK, WeekHours } from "../../ui/WeekHours";
import * as api from "../api";
import { Settings } from "../Settings";
import styles from "../Settings.module.css";

/** Who I am to colleagues and customers, and when I am on duty. */
export default function ProfilePage() {
  const me = useMe();
  const { value, error, again } = useLoaded<PresentColleague>(me && `me/${me.id}`, () => api.me(me?.id ?? ""));
  useHearing(["user.changed"], (events) => events.some((event) => event.type === "user.changed" && event.user.id === me?.id) && again());
  return (
    <Settings>
      {error && (
        <Notice tone="bad" words={error.message}>
          <Button onClick={again}>
            <Trans>Try again</Trans>
          </Button>
        </Notice>
      )}
      {!value && !error && (
        <Panel>
          <Skeleton width="40%" />
          <Skeleton width="70%" />
          <Skeleton width="55%" />
        </Panel>
      )}
      {value && <ProfileForm person={value} onSaved={again} />}
    </Settings>
  );
}

type Form = Pick<Colleague, "name" | "signature" | "working_hours">;

function ProfileForm({ person, onSaved }: { person: PresentColleague; onSaved: () => void }) {
  const [given, setGiven] = useState<Partial<Form>>({});
  const [before, setBefore] = useState<Form | null>(null);
  const { busy, problem, run } = useActing();
  const answered = useRef(0); // the version a save left behind, until the page has read it: undoing at once is no conflict
  const form: Form = { name: person.name, signature: person.signature, working_hours: person.working_hours, ...given };
  const changed = (Object.keys(given) as (keyof Form)[]).filter((key) => JSON.stringify(given[key]) !== JSON.stringify(person[key]));
  const set = (part: Partial<Form>): void => (setGiven({ ...given, ...part }), setBefore(null));
  const put = async (part: Partial<Form>): Promise<boolean> => {
    const done = await run(async () => {
      answered.current = (await api.change(part, Math.max(person.version, answered.current))).version;
    });
    onSaved();
    return done;
  };
  const save = async (): Promise<void> => {
    const earlier: Form = { name: person.name, signature: person.signature, working_hours: person.working_hours };
    if (await put(Object.fromEntries(changed.map((key) => [key, form[key]])))) {
      setGiven({});
      setBefore(earlier);
    }
  };
  return (
    <form
      className={styles.sheet}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Panel title={<Trans>Profile</Trans>} words={<Trans>You are signed in as {person.email}. An administrator changes the address.</Trans>}>
        <Field label={<Trans>Name</Trans>} wrong={problem?.field === "name" && problem.message}>
          <Input dir="auto" autoComplete="name" required maxLength={200} value={form.name} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <Field label={<Trans>Signature</Trans>} hint={<Trans>Below what you send by e-mail</Trans>}>
          <Growing rows={3} maxLength={2000} value={form.signature} onChange={(event) => set({ signature: event.target.value })} />
        </Field>
      </Panel>
      <Panel title={<Trans>My hours</Trans>} words={<Trans>Conversations are given to you by themselves only while you are on duty.</Trans>}>
        <Switch label={<Trans>The same as the office</Trans>} checked={form.working_hours === null} onChange={(office) => set({ working_hours: office ? null : USUAL_WEEK })} />
        {form.working_hours && <WeekHours hours={form.working_hours} onChange={(hours) => set({ working_hours: hours })} />}
        {problem?.field?.startsWith("working_hours") && <Notice tone="bad" words={problem.message} />}
      </Panel>
      {problem && problem.field === null && <Notice tone="bad" words={problem.message} />}
      {before && changed.length === 0 && (
        <Notice tone="good" words={<Trans>Saved.</Trans>}>
          <Button disabled={busy} onClick={() => void put(before).then((done) => done && setBefore(null))}>
            <Trans>Undo</Trans>
          </Button>
        </Notice>
      )}
      {changed.length > 0 && (
        <Acts>
          <Button disabled={busy} onClick={() => setGiven({})}>
            <Trans>Discard</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={busy || !form.name.trim()}>
            <Trans>Save</Trans>
          </Button>
        </Acts>
      )}
    </form>
  );
}
