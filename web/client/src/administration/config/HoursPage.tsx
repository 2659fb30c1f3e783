import { Trans, useLingui } from "@lingui/react/macro";
import { CalendarPlus, Trash2 } from "lucide-react";

import type { Holiday } from "../../protocol";
import { Button } from "../../ui/Button";
import { Field, Growing, Input } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Panel } from "../../ui/Panel";
import { Switch } from "../../ui/Switch";
import { USUAL_WEEK, WeekHours } from "../../ui/WeekHours";
import styles from "./Config.module.css";
import { OtherWords } from "./OtherWords";
import { SectionForm } from "./SectionForm";
import { useSections } from "./useSections";

const MOST = 200; // holidays
const LONGEST = 1000; // letters of a reply

/** When the office answers, when not, and what is said then. */
export default function HoursPage() {
  const { t } = useLingui();
  const editing = useSections("working_hours", "holidays", "away_reply", "away_replies", "time_zone");
  const { set, wrong } = editing;
  return (
    <SectionForm title={<Trans>Hours and away replies</Trans>} editing={editing}>
      {({ working_hours: hours, holidays, away_reply: reply, away_replies: replies, time_zone: zone }) => (
        <>
          <Panel title={<Trans>Office hours</Trans>} words={<Trans>By the clock of {zone}. Hours past midnight belong to the next day.</Trans>}>
            <Switch label={<Trans>Always open</Trans>} checked={hours === null} onChange={(always) => set({ working_hours: always ? null : USUAL_WEEK })} />
            {hours && <WeekHours hours={hours} onChange={(week) => set({ working_hours: week })} />}
            {wrong("working_hours") && <p className={styles.wrong}>{wrong("working_hours")}</p>}
          </Panel>
          <Panel title={<Trans>Away reply</Trans>} words={<Trans>Sent by itself to who writes outside the hours, once until you open again.</Trans>}>
            <Switch label={<Trans>Answer by itself</Trans>} checked={reply !== null} onChange={(on) => set({ away_reply: on ? t`Thank you for your message. We are closed now and will answer as soon as we are back.` : null })} />
            {reply !== null && (
              <Field label={<Trans>What is said</Trans>} wrong={wrong("away_reply")}>
                <Growing rows={3} maxLength={LONGEST} value={reply} onChange={(event) => set({ away_reply: event.target.value })} />
              </Field>
            )}
            {reply !== null && <OtherWords reply={reply} replies={replies} wrong={wrong("away_replies")} onChange={(next) => set({ away_replies: next })} />}
            {reply !== null && hours === null && holidays.length === 0 && (
              <p className={styles.words}>
                <Trans>You are always open and have no holidays: nothing would ever be sent.</Trans>
              </p>
            )}
          </Panel>
          <Panel
            title={<Trans>Holidays</Trans>}
            words={<Trans>Closed for everybody, whatever the weekday.</Trans>}
            acts={
              holidays.length < MOST && (
                <Button onClick={() => set({ holidays: [...holidays, blank()] })}>
                  <CalendarPlus size={16} aria-hidden />
                  <Trans>Add a holiday</Trans>
                </Button>
              )
            }
          >
            {holidays.length === 0 ? (
              <p className={styles.words}>
                <Trans>None yet.</Trans>
              </p>
            ) : (
              <ul className={styles.lines} aria-label={t`Holidays`}>
                {holidays.map((holiday, place) => (
                  <HolidayLine
                    key={place}
                    holiday={holiday}
                    wrong={wrong(`holidays[${place}]`)}
                    onChange={(next) => set({ holidays: holidays.map((each, at) => (at === place ? next : each)) })}
                    onRemove={() => set({ holidays: holidays.filter((_, at) => at !== place) })}
                  />
                ))}
              </ul>
            )}
          </Panel>
        </>
      )}
    </SectionForm>
  );
}

interface HolidayLineProps {
  holiday: Holiday;
  wrong: string | undefined;
  onChange: (holiday: Holiday) => void;
  onRemove: () => void;
}

function HolidayLine({ holiday, wrong, onChange, onRemove }: HolidayLineProps) {
  const { t } = useLingui();
  const set = (part: Partial<Holiday>): void => onChange({ ...holiday, ...part });
  return (
    <li className={styles.holiday}>
      <Field label={<Trans>Name</Trans>} wrong={wrong}>
        <Input dir="auto" maxLength={200} value={holiday.name} onChange={(event) => set({ name: event.target.value })} />
      </Field>
      <Field label={<Trans>From</Trans>}>
        <Input type="date" value={holiday.first} onChange={(event) => event.target.value && set({ first: event.target.value, last: event.target.value > holiday.last ? event.target.value : holiday.last })} />
      </Field>
      <Field label={<Trans>To</Trans>}>
        <Input type="date" min={holiday.first} value={holiday.last} onChange={(event) => event.target.value && set({ last: event.target.value })} />
      </Field>
      <IconButton label={t`Take this holiday away: ${holiday.name}`} icon={<Trash2 size={16} />} onClick={onRemove} />
      <Field label={<Trans>What is said then</Trans>} className={styles.whole}>
        <Growing maxLength={LONGEST} placeholder={t`the away reply`} value={holiday.reply ?? ""} onChange={(event) => set({ reply: event.target.value || null })} />
      </Field>
    </li>
  );
}

function blank(): Holiday {
  const now = new Date();
  const today = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  return { name: "", first: today, last: today, reply: null };
}
