import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import type { Campaign } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Acts } from "../../ui/Panel";
import { outOf, standingOf } from "../parts/figures";
import styles from "./Outcome.module.css";
import type { Control } from "./useControl";

/** What cancelling does to whom. Nobody is written to while one reads this: it is paused first, and going on takes that back. */
export function CancelDialog({ campaign, control, onClose }: { campaign: Campaign; control: Control; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const [reason, setReason] = useState("");
  const [wasMoving] = useState(campaign.state === "running" || campaign.state === "starting");
  useEffect(() => {
    if (wasMoving) void control.pause();
    // oxlint-disable-next-line react/exhaustive-deps -- once, when it is opened
  }, []);
  const standing = standingOf(campaign);
  const goOn = (): void => {
    onClose();
    if (wasMoving) void control.resume();
  };
  const cancel = async (): Promise<void> => {
    if (await control.cancel(reason.trim() || null)) onClose();
  };
  return (
    <Dialog title={t`Cancel this campaign for good?`} width={480} onClose={goOn}>
      <div className={styles.asked}>
        {wasMoving && campaign.state === "paused" && <Notice tone="mark" words={<Trans>It is paused while you decide.</Trans>} />}
        <ul>
          <li>
            <Plural value={standing.waiting} one="# person still waiting gets nothing." other="# people still waiting get nothing." />
          </li>
          {standing.claimed > 0 && (
            <li>
              <Plural value={standing.claimed} one="# message is on its way and arrives." other="# messages are on their way and arrive." />
            </li>
          )}
          <li>
            <Trans>{i18n.number(outOf(standing))} were sent; that stays, and their replies still come in.</Trans>
          </li>
          <li>
            <Trans>It cannot be taken up again.</Trans>
          </li>
        </ul>
        <Field label={<Trans>Why, for your colleagues</Trans>}>
          <Input dir="auto" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        {control.problem && <Notice tone="bad" words={control.problem.message} />}
        <Acts>
          {wasMoving && (
            <Button kind="quiet" onClick={onClose}>
              <Trans>Leave it paused</Trans>
            </Button>
          )}
          <Button onClick={goOn}>{wasMoving ? <Trans>Go on sending</Trans> : <Trans>Not now</Trans>}</Button>
          <Button kind="main" className={styles.danger} disabled={control.busy} onClick={() => void cancel()}>
            <Trans>Cancel it for good</Trans>
          </Button>
        </Acts>
      </div>
    </Dialog>
  );
}
