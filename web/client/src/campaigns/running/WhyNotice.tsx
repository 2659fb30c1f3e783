import { Plural, Trans, useLingui } from "@lingui/react/macro";

import { useOutline } from "../../live/hooks";
import type { Campaign } from "../../protocol";
import { said } from "../../said/said";
import { useNow } from "../../ui/now";
import { Notice } from "../../ui/Notice";
import { clock, upcoming } from "../../ui/time";
import { firstOf } from "../parts/figures";
import { fallsLate } from "../parts/stateWord";

/** Why it is as it is, where that is not plain to see. */
export function WhyNotice({ campaign }: { campaign: Campaign }) {
  const { i18n } = useLingui();
  const now = useNow();
  const { users } = useOutline();
  const { why, state } = campaign;
  const time = clock(why.at, i18n.locale);
  const name = why.by ? (users.get(why.by)?.name ?? "") : "";
  if (state === "paused") {
    return (
      <Notice
        tone="mark"
        words={
          <>
            {why.by ? <Trans>{name} paused it at {time}.</Trans> : <Trans>It paused itself at {time}.</Trans>} {why.reason && <q dir="auto">{said(why.reason)}</q>}{" "}
            <Trans>Nobody else is written to until it goes on.</Trans>
          </>
        }
      />
    );
  }
  if (state === "cancelled") {
    return (
      <Notice
        words={
          <>
            {why.by ? <Trans>{name} cancelled it.</Trans> : <Trans>It was cancelled.</Trans>} {why.reason && <q dir="auto">{said(why.reason)}</q>}
          </>
        }
      />
    );
  }
  if (state === "starting") return <Notice words={<Trans>Everybody is being looked at and put on the list; then it begins.</Trans>} />;
  const first = firstOf(campaign);
  if (first > 0) {
    return (
      <Notice
        words={
          <>
            <Plural value={first} one="# person goes first." other="# people go first." /> <Trans>The rest follows when these arrived.</Trans>
          </>
        }
      />
    );
  }
  if (fallsLate(campaign, now)) return <Notice words={<Trans>Messages that fail late still go another way, at the latest {upcoming(campaign.falls_until ?? "", now, i18n.locale)}.</Trans>} />;
  if (campaign.follows_at) return <Notice words={<Trans>The next follow-up goes out {upcoming(campaign.follows_at, now, i18n.locale)}.</Trans>} />;
  return null;
}
