import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { Campaign } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { useNow } from "../../ui/now";
import { Notice } from "../../ui/Notice";
import { Acts } from "../../ui/Panel";
import * as api from "../api";
import { moment, ownZone } from "../parts/zones";
import { WhenFields } from "../writing/WhenFields";
import styles from "./Calendar.module.css";

/** Another time for a campaign that waits for its own. */
export function MoveDialog({ campaign, onClose, onMoved }: { campaign: Campaign; onClose: () => void; onMoved: () => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const now = useNow();
  const [schedule, setSchedule] = useState(campaign.schedule ?? { at: campaign.starts_at ?? "", time_zone: ownZone() });
  const past = moment(schedule.at, schedule.time_zone ?? ownZone()) < now;
  const move = async (): Promise<void> => {
    if (await acting.run(() => api.schedule(campaign.id, schedule, campaign.version))) onMoved();
  };
  return (
    <Dialog title={t`Another time for “${campaign.name}”`} width={520} onClose={onClose}>
      <div className={styles.moving}>
        <WhenFields schedule={schedule} onChange={setSchedule} wrong={past ? <Trans>That time is past.</Trans> : undefined} />
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <Acts>
          <Button onClick={onClose}>
            <Trans>Leave it</Trans>
          </Button>
          <Button kind="main" disabled={acting.busy || past} onClick={() => void move()}>
            <Trans>Move it</Trans>
          </Button>
        </Acts>
      </div>
    </Dialog>
  );
}
