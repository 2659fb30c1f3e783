import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { memo } from "react";

import { useOutline } from "../../live/hooks";
import type { Campaign } from "../../protocol";
import { useNow } from "../../ui/now";
import { shortDate, upcoming } from "../../ui/time";
import { outOf, percent, standingOf } from "../parts/figures";
import { ProgressBar } from "../parts/ProgressBar";
import { StateMark } from "../parts/StateMark";
import { UNSENT } from "../parts/stateWord";
import styles from "./List.module.css";

interface CampaignRowProps {
  campaign: Campaign;
  /** Chosen to be compared with others. */
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

/** One campaign in a list, with how far it is. */
export const CampaignRow = memo(function CampaignRow({ campaign, chosen, onChoose }: CampaignRowProps) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const unsent = UNSENT.includes(campaign.state);
  return (
    <li className={styles.entry}>
      <label className={styles.pick} title={unsent ? undefined : t`Compare ${campaign.name} with others`}>
        {!unsent && <input type="checkbox" checked={chosen} aria-label={t`Compare ${campaign.name} with others`} onChange={(event) => onChoose(event.target.checked)} />}
      </label>
      <Link to="/campaigns/$campaign" params={{ campaign: campaign.id }} className={styles.row}>
        <span className={styles.name}>
          <b dir="auto">{campaign.name}</b>
          <small>
            {channels.get(campaign.channel)?.name}
            {campaign.step > 1 && (
              <>
                {" · "}
                <Trans>follow-up {campaign.step - 1}</Trans>
              </>
            )}
          </small>
        </span>
        <StateMark state={campaign.state} />
        {unsent ? <When campaign={campaign} /> : <Progress campaign={campaign} />}
      </Link>
    </li>
  );
});

function Progress({ campaign }: { campaign: Campaign }) {
  const { i18n } = useLingui();
  const now = useNow();
  const standing = standingOf(campaign);
  const sent = outOf(standing);
  const replied = standing.replied;
  return (
    <>
      <span className={styles.progress}>
        <ProgressBar standing={standing} slim />
        <small>
          {campaign.total === 0 ? (
            <Trans>counting people</Trans>
          ) : (
            <Trans>
              {i18n.number(sent)} of {i18n.number(campaign.total)} sent
            </Trans>
          )}
          {standing.failed > 0 && (
            <em>
              <Trans>{i18n.number(standing.failed)} failed</Trans>
            </em>
          )}
        </small>
      </span>
      <span className={styles.figure}>{replied > 0 && <Trans>{percent(replied, sent, i18n.locale)} replied</Trans>}</span>
      <span className={styles.when}>{campaign.started_at && shortDate(campaign.started_at, now, i18n.locale)}</span>
    </>
  );
}

function When({ campaign }: { campaign: Campaign }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <span className={styles.planned}>
      {campaign.starts_at ? <Trans>goes out {upcoming(campaign.starts_at, now, i18n.locale)}</Trans> : <Trans>changed {shortDate(campaign.updated_at, now, i18n.locale)}</Trans>}
    </span>
  );
}
