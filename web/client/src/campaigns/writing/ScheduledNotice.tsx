import { Trans, useLingui } from "@lingui/react/macro";

import { useActing } from "../../live/useActing";
import type { Campaign } from "../../protocol";
import { Button } from "../../ui/Button";
import { useNow } from "../../ui/now";
import { Notice } from "../../ui/Notice";
import { exactly, span } from "../../ui/time";
import * as api from "../api";

/** It waits for its time: what is changed here goes out. */
export function ScheduledNotice({ campaign, onTold }: { campaign: Campaign; onTold: (campaign: Campaign) => void }) {
  const { i18n } = useLingui();
  const acting = useActing();
  const now = useNow();
  if (!campaign.starts_at) return null;
  const [at, left] = [exactly(campaign.starts_at, i18n.locale), span(Math.max(0, Date.parse(campaign.starts_at) - now))];
  return (
    <>
      <Notice
        tone="good"
        words={
          <Trans>
            It goes out on {at}, in {left}. What you change until then goes out.
          </Trans>
        }
      >
        <Button disabled={acting.busy} onClick={() => void acting.run(async () => onTold(await api.schedule(campaign.id, null, campaign.version)))}>
          <Trans>Make it a draft again</Trans>
        </Button>
      </Notice>
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
    </>
  );
}
