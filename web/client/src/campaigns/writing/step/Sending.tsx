import { Trans, useLingui } from "@lingui/react/macro";

import type { Canary, Sending } from "../../../protocol";
import { Field, Input, Select } from "../../../ui/Field";
import { useNow } from "../../../ui/now";
import { Fields, Panel } from "../../../ui/Panel";
import { Switch } from "../../../ui/Switch";
import { moment } from "../../parts/zones";
import type { StepProps } from "../StepProps";
import { WhenFields } from "../WhenFields";
import { Choice } from "./Choice";
import styles from "./Step.module.css";

const CANARY: Canary = { percent: 1, minutes: 5 };
const QUIET = { begins: "21:00", ends: "08:00" };

/** When it goes out, how fast, and what stops it. */
export function SendingStep({ fields, edit }: StepProps) {
  const { sending } = fields;
  const set = (part: Partial<Sending>): void => edit({ sending: { ...sending, ...part } });
  return (
    <>
      <Time fields={fields} edit={edit} />
      <Panel title={<Trans>Carefully</Trans>}>
        <FirstFew canary={fields.canary ?? CANARY} onChange={(canary) => edit({ canary })} />
        <Stops sending={sending} set={set} />
      </Panel>
      <Panel title={<Trans>At a good hour</Trans>}>
        <QuietHours sending={sending} set={set} />
      </Panel>
      <Panel title={<Trans>Not too much</Trans>}>
        <Limits sending={sending} set={set} />
      </Panel>
    </>
  );
}

function Time({ fields, edit }: Pick<StepProps, "fields" | "edit">) {
  const { t } = useLingui();
  const now = useNow();
  const { schedule } = fields;
  const past = schedule?.time_zone && moment(schedule.at, schedule.time_zone) < now;
  return (
    <Panel title={<Trans>When</Trans>}>
      <fieldset className={styles.radios}>
        <legend className="unseen">{t`When`}</legend>
        <Choice name="when" label={<Trans>When I press Send</Trans>} hint={<Trans>It starts at once</Trans>} checked={!schedule} onChoose={() => edit({ schedule: null })} />
        <Choice name="when" label={<Trans>At a time</Trans>} hint={<Trans>It starts by itself</Trans>} checked={Boolean(schedule)} onChoose={() => edit({ schedule: tomorrow() })} />
      </fieldset>
      {schedule && <WhenFields schedule={schedule} onChange={(next) => edit({ schedule: next })} wrong={past ? <Trans>That time is past.</Trans> : undefined} />}
    </Panel>
  );
}

function FirstFew({ canary, onChange }: { canary: Canary; onChange: (canary: Canary) => void }) {
  return (
    <>
      <Switch
        label={<Trans>A few go first</Trans>}
        hint={<Trans>The rest follows when these arrived; if they fail, it stops and asks you.</Trans>}
        checked={canary.percent > 0}
        onChange={(on) => onChange({ ...canary, percent: on ? CANARY.percent : 0 })}
      />
      {canary.percent > 0 && (
        <Fields>
          <Field label={<Trans>Percent that go first</Trans>}>
            <Input type="number" min={0.1} max={50} step={0.1} value={canary.percent} onChange={(event) => onChange({ ...canary, percent: between(event.target.value, 0.1, 100) })} />
          </Field>
          <Field label={<Trans>Minutes until the rest</Trans>}>
            <Input type="number" min={0} max={1440} value={canary.minutes} onChange={(event) => onChange({ ...canary, minutes: Math.round(between(event.target.value, 0, 1440)) })} />
          </Field>
        </Fields>
      )}
    </>
  );
}

interface PartProps {
  sending: Sending;
  set: (part: Partial<Sending>) => void;
}

function Stops({ sending, set }: PartProps) {
  return (
    <>
      <Fields>
        <Field label={<Trans>Pauses when more than so many percent fail</Trans>}>
          <Input type="number" min={0} max={100} value={sending.pause_percent} onChange={(event) => set({ pause_percent: between(event.target.value, 0, 100) })} />
        </Field>
        <Field label={<Trans>Of at least so many tried</Trans>}>
          <Input type="number" min={1} max={100_000} value={sending.pause_least} onChange={(event) => set({ pause_least: Math.round(between(event.target.value, 1, 100_000)) })} />
        </Field>
      </Fields>
      <Switch
        label={<Trans>Pause when the quality falls</Trans>}
        hint={<Trans>When WhatsApp marks the number or the template red: people report or block it.</Trans>}
        checked={sending.pause_on_quality}
        onChange={(pause_on_quality) => set({ pause_on_quality })}
      />
    </>
  );
}

function QuietHours({ sending, set }: PartProps) {
  const hours = sending.quiet_hours;
  return (
    <>
      <Switch
        label={<Trans>Quiet hours</Trans>}
        hint={<Trans>Nobody is written to while it is night where they live.</Trans>}
        checked={hours !== null}
        onChange={(on) => set({ quiet_hours: on ? QUIET : null })}
      />
      {hours && (
        <Fields>
          <Field label={<Trans>Quiet from</Trans>}>
            <Input type="time" value={hours.begins} onChange={(event) => event.target.value && set({ quiet_hours: { ...hours, begins: event.target.value } })} />
          </Field>
          <Field label={<Trans>Until</Trans>} wrong={hours.begins === hours.ends && <Trans>That is no time at all.</Trans>}>
            <Input type="time" value={hours.ends} onChange={(event) => event.target.value && set({ quiet_hours: { ...hours, ends: event.target.value } })} />
          </Field>
        </Fields>
      )}
    </>
  );
}

function Limits({ sending, set }: PartProps) {
  const { t } = useLingui();
  const office = t`as the office has it`;
  return (
    <>
      <Fields>
        <Field label={<Trans>Not to whom a campaign wrote within so many days</Trans>}>
          <Input type="number" min={0} max={3650} placeholder={office} value={sending.again_days ?? ""} onChange={(event) => set({ again_days: optional(event.target.value, 0, 3650) })} />
        </Field>
        <Field label={<Trans>Campaigns’ messages to one person a day</Trans>}>
          <Input type="number" min={1} max={100} placeholder={office} value={sending.per_day ?? ""} onChange={(event) => set({ per_day: optional(event.target.value, 1, 100) })} />
        </Field>
        <Field label={<Trans>At most so many messages a second</Trans>} hint={<Trans>Empty: as fast as the number may.</Trans>}>
          <Input type="number" min={0.1} max={1000} step="any" value={sending.per_second ?? ""} onChange={(event) => set({ per_second: event.target.value === "" ? null : between(event.target.value, 0.1, 1000) })} />
        </Field>
        <Field label={<Trans>Who never agreed to marketing</Trans>}>
          <Select value={sending.missing_consent} onChange={(event) => set({ missing_consent: event.target.value as "warn" })}>
            <option value="warn">{t`Gets it; the review says how many`}</option>
            <option value="block">{t`Gets nothing`}</option>
          </Select>
        </Field>
      </Fields>
      <Switch
        label={<Trans>Count clicks on links</Trans>}
        hint={<Trans>Links lead over this server, so that it knows who opened them.</Trans>}
        checked={sending.track_links}
        onChange={(track_links) => set({ track_links })}
      />
    </>
  );
}

function between(typed: string, least: number, most: number): number {
  return Math.max(least, Math.min(most, Number(typed) || 0));
}

function optional(typed: string, least: number, most: number): number | null {
  return typed === "" ? null : Math.round(between(typed, least, most));
}

/** Nine o'clock of the next day, where whoever plans it sits. */
function tomorrow() {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const day = new Date();
  day.setDate(day.getDate() + 1);
  const two = (value: number): string => String(value).padStart(2, "0");
  return { at: `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T09:00`, time_zone: zone };
}
