import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { CalendarClock, Send } from "lucide-react";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import { useLoaded } from "../../live/useLoaded";
import type { Campaign, CampaignState, Schedule } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Notice } from "../../ui/Notice";
import { Acts } from "../../ui/Panel";
import { Skeleton } from "../../ui/Skeleton";
import { exactly } from "../../ui/time";
import * as api from "../api";
import { isPriced, money } from "../parts/figures";
import { moment, ownZone, zoneWord } from "../parts/zones";
import type { Drafting } from "./drafting";
import styles from "./Writing.module.css";

interface SendButtonProps {
  drafting: Drafting;
  schedule: Schedule | null;
  state: CampaignState;
  /** Something is missing that can be seen here already. */
  blocked: boolean;
  onSent: (campaign: Campaign) => void;
}

/** The last word before it goes out, or is given its time. */
export function SendButton({ drafting, schedule, state, blocked, onSent }: SendButtonProps) {
  const acting = useActing();
  const [asking, setAsking] = useState<Campaign | null>(null);
  const ask = (): void =>
    void acting.run(async () => {
      const kept = await drafting.save();
      if (kept) setAsking(kept);
    });
  if (state === "scheduled" && schedule) return null; // changing its time is enough
  return (
    <>
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
      <Button kind="main" disabled={acting.busy || blocked} onClick={ask}>
        {schedule ? <CalendarClock size={16} aria-hidden /> : <Send size={16} aria-hidden />}
        {schedule ? <Trans>Schedule…</Trans> : <Trans>Send…</Trans>}
      </Button>
      {asking && <LastWord campaign={asking} onClose={() => setAsking(null)} onSent={onSent} />}
    </>
  );
}

/** How many people, when, and for how much: then it goes. */
function LastWord({ campaign, onClose, onSent }: { campaign: Campaign; onClose: () => void; onSent: (campaign: Campaign) => void }) {
  const { t, i18n } = useLingui();
  const acting = useActing();
  const { value, error } = useLoaded(`${campaign.id}/${campaign.version}/last`, (signal) => api.preflight(campaign.id, signal));
  const { schedule } = campaign;
  const zone = schedule?.time_zone ?? ownZone();
  const at = schedule ? moment(schedule.at, zone) : 0;
  const go = (): void =>
    void acting.run(async () => {
      onSent(schedule ? await api.schedule(campaign.id, schedule, campaign.version) : await api.send(campaign.id, campaign.version));
      onClose();
    });
  const problem = acting.problem ?? error;
  return (
    <Dialog title={schedule ? t`Schedule this campaign?` : t`Send this campaign?`} width={460} onClose={onClose}>
      <div className={styles.word}>
        {!value && !problem && <Skeleton height={40} />}
        {value && (
          <p>
            <Plural value={value.sends} one="# person gets it" other="# people get it" />
            {value.skipped > 0 && <Plural value={value.skipped} one=", # is left out" other=", # are left out" />}
            {". "}
            {isPriced(value.cost) ? <Trans>It costs about {money(value.cost.amount, value.cost.currency, i18n.locale)}.</Trans> : <Trans>What it costs is not known.</Trans>}
          </p>
        )}
        <p>
          {schedule ? (
            <Trans>
              It starts by itself on {exactly(at, i18n.locale)} of your clock
              {zone !== ownZone() && ` · ${zoneWord(zone, at, i18n.locale)} ${schedule.at.slice(11, 16)}`}. Until then it can be changed or taken back.
            </Trans>
          ) : (
            <Trans>It starts at once. You can pause it at any moment; what was sent cannot be taken back.</Trans>
          )}
        </p>
        {value && !value.ok && <Notice tone="bad" words={said(value.findings.find(({ level }) => level === "error")?.message ?? "")} />}
        {problem && <Notice tone="bad" words={problem.message} />}
        <Acts>
          <Button onClick={onClose}>
            <Trans>Not yet</Trans>
          </Button>
          <Button kind="main" disabled={acting.busy || !value?.ok} onClick={go}>
            {schedule ? <Trans>Schedule it</Trans> : <Trans>Send it now</Trans>}
          </Button>
        </Acts>
      </div>
    </Dialog>
  );
}
