import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, X } from "lucide-react";

import type { Span, WorkingHours } from "../protocol";
import { Button } from "./Button";
import { Input } from "./Field";
import { IconButton } from "./IconButton";
import styles from "./WeekHours.module.css";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const MONDAY = Date.UTC(2026, 0, 5);
const DAY = 86_400_000; // ms
const MOST = 6; // spans of a day
const USUAL: Span = { opens: "09:00", closes: "18:00" };
const FREE: WorkingHours = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };

/** What most offices have, to begin with. */
export const USUAL_WEEK: WorkingHours = { ...FREE, monday: [USUAL], tuesday: [USUAL], wednesday: [USUAL], thursday: [USUAL], friday: [USUAL] };

interface WeekHoursProps {
  hours: WorkingHours;
  onChange: (hours: WorkingHours) => void;
}

/** When somebody answers, day by day. Past midnight belongs to the next day. */
export function WeekHours({ hours, onChange }: WeekHoursProps) {
  const { t, i18n } = useLingui();
  const name = (place: number): string => new Intl.DateTimeFormat(i18n.locale, { weekday: "long", timeZone: "UTC" }).format(MONDAY + place * DAY);
  return (
    <ul className={styles.week}>
      {DAYS.map((day, place) => {
        const spans = hours[day];
        const set = (next: Span[]): void => onChange({ ...hours, [day]: next });
        const change = (at: number, part: Partial<Span>): void => set(spans.map((span, each) => (each === at ? { ...span, ...part } : span)));
        return (
          <li key={day}>
            <b>{name(place)}</b>
            <div>
              {spans.length === 0 && (
                <span className={styles.closed}>
                  <Trans>Closed</Trans>
                </span>
              )}
              {spans.map((span, at) => (
                <span key={at} className={styles.span}>
                  <Clock label={t`${name(place)} opens`} value={span.opens} onChange={(opens) => change(at, { opens })} />
                  <span aria-hidden>–</span>
                  <Clock label={t`${name(place)} closes`} value={span.closes} midnight="24:00" onChange={(closes) => change(at, { closes })} />
                  <IconButton label={t`Take these hours away: ${name(place)}`} icon={<X size={15} />} onClick={() => set(spans.filter((_, each) => each !== at))} />
                </span>
              ))}
              {spans.length < MOST && (
                <Button kind="quiet" aria-label={t`More hours: ${name(place)}`} onClick={() => set([...spans, spans.length === 0 ? USUAL : next(spans)])}>
                  <Plus size={15} aria-hidden />
                  <Trans>Hours</Trans>
                </Button>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

interface ClockProps {
  label: string;
  value: string;
  /** How the end of the day is written, where 00:00 means that. */
  midnight?: string;
  onChange: (value: string) => void;
}

function Clock({ label, value, midnight, onChange }: ClockProps) {
  const taken = (typed: string): string => (midnight && typed === "00:00" ? midnight : typed);
  return <Input type="time" required aria-label={label} value={value === midnight ? "00:00" : value} onChange={(event) => event.target.value && onChange(taken(event.target.value))} />;
}

/** The hours after a break. */
function next(spans: readonly Span[]): Span {
  const end = spans.at(-1)?.closes ?? "12:00";
  const hour = Math.min(22, Number(end.slice(0, 2)) + 1);
  return { opens: `${String(hour).padStart(2, "0")}:00`, closes: hour >= 18 ? "24:00" : "18:00" };
}
