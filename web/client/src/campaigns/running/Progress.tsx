import { Trans, useLingui } from "@lingui/react/macro";
import { clsx } from "clsx";
import { useEffect, useRef, useState } from "react";

import type { Campaign } from "../../protocol";
import { Panel } from "../../ui/Panel";
import { span } from "../../ui/time";
import { type Standing, outOf, percent, standingOf } from "../parts/figures";
import { ProgressBar } from "../parts/ProgressBar";
import tones from "../parts/Tones.module.css";
import styles from "./Outcome.module.css";

const WINDOW = 15_000; // ms over which the pace is measured

/** How far it is: everybody in one bar, and the numbers of it. */
export function Progress({ campaign, pausing }: { campaign: Campaign; pausing: boolean }) {
  const { i18n, t } = useLingui();
  const standing = standingOf(campaign);
  const pace = usePace(campaign, standing);
  const done = standing.total - standing.waiting - standing.claimed;
  const words: Record<Exclude<keyof Standing, "total">, string> = {
    replied: t`replied`,
    read: t`read`,
    delivered: t`delivered`,
    sent: t`sent`,
    claimed: t`on their way`,
    failed: t`failed`,
    unknown: t`unknown`,
    skipped: t`left out`,
    waiting: t`waiting`,
  };
  return (
    <Panel>
      <p className={styles.standing} aria-live="polite">
        <b>
          {i18n.number(outOf(standing))}
          <small>
            {" "}
            <Trans>of {i18n.number(campaign.total)} sent</Trans>
          </small>
        </b>
        <span>
          {pausing ? (
            <Trans>Pausing…</Trans>
          ) : campaign.state === "paused" && standing.claimed > 0 ? (
            <Trans>Paused; {i18n.number(standing.claimed)} are on their way still</Trans>
          ) : campaign.state === "running" && pace > 0 ? (
            <Trans>
              {i18n.number(Math.round(pace))} a second, about {span((standing.waiting / pace) * 1000)} left
            </Trans>
          ) : (
            campaign.total > 0 && percent(done, campaign.total, i18n.locale)
          )}
        </span>
      </p>
      <ProgressBar standing={standing} />
      <ul className={clsx(styles.legend, tones.tones)}>
        {(Object.keys(words) as (keyof typeof words)[])
          .filter((part) => standing[part] > 0)
          .map((part) => (
            <li key={part} data-part={part}>
              <b>{i18n.number(standing[part])}</b> {words[part]}
            </li>
          ))}
      </ul>
    </Panel>
  );
}

/** Messages a second, over what was told lately; 0 while nothing is known. */
function usePace(campaign: Campaign, standing: Standing): number {
  const out = outOf(standing) + standing.failed + standing.unknown;
  const told = useRef<{ at: number; out: number }[]>([]);
  const [pace, setPace] = useState(0);
  useEffect(() => {
    const now = Date.now();
    told.current = [...told.current.filter(({ at }) => now - at < WINDOW), { at: now, out }];
    const [first] = told.current;
    setPace(first && now - first.at >= 1_000 ? Math.max(0, ((out - first.out) / (now - first.at)) * 1000) : 0);
  }, [campaign.version, out]);
  return pace;
}
