import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { CalendarClock } from "lucide-react";
import { type DragEvent, useState } from "react";

import type { Campaign, Id } from "../../protocol";
import { clock } from "../../ui/time";
import { stateWord } from "../parts/stateWord";
import styles from "./Calendar.module.css";
import { type Day, begins, dateOf } from "./days";

interface GridProps {
  weeks: readonly Day[][];
  /** The month that is looked at; days of others are fainter. Null: a week. */
  month: string | null;
  today: Day;
  days: ReadonlyMap<Day, Campaign[]>;
  loading: boolean;
  mayRun: boolean;
  /** One was dragged to another day. */
  onDrop: (campaign: Campaign, to: Day) => void;
  /** Another time is to be chosen, by keys or a finger. */
  onMove: (campaign: Campaign) => void;
}

/** Days with what begins on them. */
export function Grid({ weeks, month, today, days, loading, mayRun, onDrop, onMove }: GridProps) {
  const { i18n, t } = useLingui();
  const [dragged, setDragged] = useState<Campaign | null>(null);
  const [over, setOver] = useState<Day | null>(null);
  const weekday = new Intl.DateTimeFormat(i18n.locale, { weekday: "short" });
  const whole = new Intl.DateTimeFormat(i18n.locale === "en" ? "en-GB" : i18n.locale, { weekday: "long", day: "numeric", month: "long" });
  const may = (day: Day): boolean => dragged !== null && day >= today;
  const onDragOver = (event: DragEvent, day: Day): void => {
    if (!may(day)) return;
    event.preventDefault();
    setOver(day);
  };
  const drop = (day: Day): void => {
    if (dragged && may(day)) onDrop(dragged, day);
    setDragged(null);
    setOver(null);
  };
  return (
    <div className={styles.frame} aria-busy={loading}>
      <table className={styles.grid} data-week={month === null || undefined} aria-label={t`Campaigns by day`}>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col">
                {weekday.format(dateOf(day))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td
                  key={day}
                  data-other={(month !== null && !day.startsWith(month)) || undefined}
                  data-today={day === today || undefined}
                  data-over={over === day || undefined}
                  data-empty={!days.has(day) || undefined}
                  onDragOver={(event) => onDragOver(event, day)}
                  onDragLeave={() => setOver(null)}
                  onDrop={() => drop(day)}
                >
                  <time dateTime={day} aria-label={whole.format(dateOf(day))} aria-current={day === today ? "date" : undefined}>
                    <span className={styles.weekday}>{weekday.format(dateOf(day))} </span>
                    {dateOf(day).getDate()}
                  </time>
                  {(days.get(day) ?? []).map((campaign) => (
                    <Entry key={campaign.id} campaign={campaign} mayMove={mayRun && campaign.state === "scheduled"} dragged={dragged?.id ?? null} onDrag={setDragged} onMove={onMove} />
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface EntryProps {
  campaign: Campaign;
  mayMove: boolean;
  dragged: Id | null;
  onDrag: (campaign: Campaign | null) => void;
  onMove: (campaign: Campaign) => void;
}

function Entry({ campaign, mayMove, dragged, onDrag, onMove }: EntryProps) {
  const { i18n, t } = useLingui();
  const time = clock(begins(campaign) ?? "", i18n.locale);
  return (
    <div className={styles.entry} data-state={campaign.state} data-dragged={dragged === campaign.id || undefined} draggable={mayMove} onDragStart={() => onDrag(campaign)} onDragEnd={() => onDrag(null)}>
      <Link to="/campaigns/$campaign" params={{ campaign: campaign.id }} title={`${time} ${campaign.name} · ${stateWord(campaign.state)}`} draggable={false}>
        <span>{time}</span>
        <b dir="auto">{campaign.name}</b>
        <span className="unseen">{stateWord(campaign.state)}</span>
      </Link>
      {mayMove && (
        <button type="button" aria-label={t`Another time for ${campaign.name}`} title={t`Another time`} onClick={() => onMove(campaign)}>
          <CalendarClock size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
