import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Plus } from "lucide-react";
import { useState } from "react";

import { Back } from "../../layout/Back";
import { Page } from "../../layout/Page";
import { useMe } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Campaign } from "../../protocol";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import parts from "../../ui/parts.module.css";
import { useNow } from "../../ui/now";
import { exactly } from "../../ui/time";
import * as api from "../api";
import { runsCampaigns } from "../parts/rights";
import { ownZone, wall, zoneWord } from "../parts/zones";
import styles from "./Calendar.module.css";
import { type Day, byDay, dateOf, dayOf, isDay, monthOf, moved, plus, plusMonths, weekOf } from "./days";
import { Grid } from "./Grid";
import { MoveDialog } from "./MoveDialog";

const MOST = 200; // campaigns of one look

interface CalendarPageProps {
  view?: "week";
  day?: string;
  onLook: (look: { view?: "week"; day?: string }) => void;
}

/** What goes out when, and what went out. */
export default function CalendarPage({ view, day: given, onLook }: CalendarPageProps) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const today = dayOf(new Date(now));
  const day = isDay(given) ? given : today;
  const mayRun = runsCampaigns(useMe());
  const weeks = view === "week" ? [weekOf(day)] : monthOf(day);
  const { value, error, again } = useMonth(weeks);
  const acting = useActing();
  const [moving, setMoving] = useState<Campaign | null>(null);
  const [before, setBefore] = useState<Campaign | null>(null);
  const look = (next: Day): void => onLook({ ...(view && { view }), ...(next !== today && { day: next }) });
  const step = (by: number): void => look(view === "week" ? plus(day, 7 * by) : plusMonths(day, by));
  const put = (campaign: Campaign, at: string): void =>
    void acting.run(async () => {
      const zone = campaign.schedule?.time_zone ?? ownZone();
      await api.schedule(campaign.id, { at, time_zone: zone }, campaign.version);
      setBefore(campaign);
      again();
    });
  const drop = (campaign: Campaign, to: Day): void => {
    const from = campaign.starts_at && dayOf(new Date(campaign.starts_at));
    if (from && from !== to) put(campaign, moved(clockOf(campaign), from, to));
  };
  const title = new Intl.DateTimeFormat(i18n.locale === "en" ? "en-GB" : i18n.locale, { month: "long", year: "numeric" }).format(dateOf(view === "week" ? (weeks[0]?.[3] ?? day) : day));
  const problem = acting.problem ?? error;
  return (
    <Page title={<Trans>Campaigns</Trans>} back={<Back to="/campaigns" name={t`All campaigns`} />} actions={mayRun && <NewLink />} actionsName={t`For campaigns`}>
      <div className={styles.head}>
        <IconButton label={view === "week" ? t`The week before` : t`The month before`} icon={<ChevronLeft size={18} />} onClick={() => step(-1)} />
        <h2 aria-live="polite">{title}</h2>
        <IconButton label={view === "week" ? t`The next week` : t`The next month`} icon={<ChevronRight size={18} />} onClick={() => step(1)} />
        <Button kind="quiet" disabled={day === today} onClick={() => look(today)}>
          <Trans>Today</Trans>
        </Button>
        <span className={styles.zone}>
          <Trans>Times of your clock: {zoneWord(ownZone(), now, i18n.locale)}</Trans>
        </span>
        <div className={styles.views} role="group" aria-label={t`View`}>
          <Button aria-pressed={view !== "week"} onClick={() => onLook({ ...(day !== today && { day }) })}>
            <Trans>Month</Trans>
          </Button>
          <Button aria-pressed={view === "week"} onClick={() => onLook({ view: "week", ...(day !== today && { day }) })}>
            <Trans>Week</Trans>
          </Button>
        </div>
      </div>
      <div className={styles.told}>
        {problem && (
          <Notice tone="bad" words={problem.message}>
            <Button onClick={acting.problem ? acting.forget : again}>{acting.problem ? <Trans>All right</Trans> : <Trans>Try again</Trans>}</Button>
          </Notice>
        )}
        {before && <Moved campaign={value?.items.find(({ id }) => id === before.id) ?? null} before={before} onUndo={(now) => (put({ ...before, version: now.version }, clockOf(before)), setBefore(null))} onForget={() => setBefore(null)} />}
      </div>
      <Grid weeks={weeks} month={view === "week" ? null : day.slice(0, 7)} today={today} days={byDay(value?.items ?? [])} loading={!value && !error} mayRun={mayRun} onDrop={drop} onMove={setMoving} />
      {moving && (
        <MoveDialog
          campaign={moving}
          onClose={() => setMoving(null)}
          onMoved={() => {
            setBefore(moving);
            setMoving(null);
            again();
          }}
        />
      )}
    </Page>
  );
}

function NewLink() {
  return (
    <Link to="/campaigns/new" className={parts.button} data-main>
      <Plus size={16} aria-hidden />
      <Trans>New campaign</Trans>
    </Link>
  );
}

interface MovedProps {
  campaign: Campaign | null;
  before: Campaign;
  onUndo: (now: Campaign) => void;
  onForget: () => void;
}

/** It goes out at another time now; that can be taken back. */
function Moved({ campaign, before, onUndo, onForget }: MovedProps) {
  const { i18n } = useLingui();
  if (!campaign?.starts_at || campaign.starts_at === before.starts_at) return null;
  return (
    <Notice
      words={
        <Trans>
          “{campaign.name}” goes out on {exactly(campaign.starts_at, i18n.locale)} now.
        </Trans>
      }
    >
      <Button onClick={() => onUndo(campaign)}>
        <Trans>Undo</Trans>
      </Button>
      <Button kind="quiet" onClick={onForget}>
        <Trans>All right</Trans>
      </Button>
    </Notice>
  );
}

/** What begins in these weeks; read again when one of them changed its time or state. */
function useMonth(weeks: readonly Day[][]) {
  const [first, last] = [weeks[0]?.[0] ?? "", weeks.at(-1)?.at(-1) ?? ""];
  const bounds = [dateOf(first), dateOf(plus(last, 1))].map((date) => new Date(date.setHours(0)).toISOString());
  const loaded = useLoaded(`calendar/${first}/${last}`, (signal) =>
    api.list(new URLSearchParams({ since: bounds[0] ?? "", until: bounds[1] ?? "", follow_ups: "true", limit: String(MOST) }), signal),
  );
  useHearing(["campaign.changed", "campaign.removed"], (events) => {
    const held = new Map(loaded.value?.items.map((campaign) => [campaign.id, campaign]));
    const news = events.some((event) => {
      if (event.type !== "campaign.changed") return true;
      const known = held.get(event.campaign.id);
      return known?.state !== event.campaign.state || known.starts_at !== event.campaign.starts_at || known.name !== event.campaign.name;
    });
    if (news) loaded.again();
  });
  return loaded;
}

/** What the clock of its own zone shows when it begins. */
function clockOf(campaign: Campaign): string {
  return wall(Date.parse(campaign.starts_at ?? ""), campaign.schedule?.time_zone ?? ownZone());
}
