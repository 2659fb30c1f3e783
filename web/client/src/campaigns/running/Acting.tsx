import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Copy, Download, Pause, Play } from "lucide-react";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { Campaign } from "../../protocol";
import { Button } from "../../ui/Button";
import { useNow } from "../../ui/now";
import parts from "../../ui/parts.module.css";
import { saveFile } from "../../ui/saveFile";
import * as api from "../api";
import { fallsLate, UNDERWAY } from "../parts/stateWord";
import { CancelDialog } from "./CancelDialog";
import styles from "./Outcome.module.css";
import type { Control } from "./useControl";

const ICON = 16; // px

/** Pause, go on, cancel: the first of them without any question. */
export function Acting({ campaign, control }: { campaign: Campaign; control: Control }) {
  const { t } = useLingui();
  const acting = useActing();
  const now = useNow();
  const [cancelling, setCancelling] = useState(false);
  const { state } = campaign;
  const moving = state === "running" || state === "starting";
  return (
    <>
      <Button kind="quiet" title={t`The numbers as a spreadsheet`} disabled={acting.busy} onClick={() => void acting.run(async () => saveFile(await api.exportedNumbers(campaign.id, "xlsx"), `${campaign.name}.xlsx`))}>
        <Download size={ICON} aria-hidden />
        <Trans>Numbers</Trans>
      </Button>
      <Link to="/campaigns/new" search={{ copy: campaign.id }} className={parts.button} data-quiet title={t`Begin another like it`}>
        <Copy size={ICON} aria-hidden />
        <span>
          <Trans>Another like it</Trans>
        </span>
      </Link>
      {UNDERWAY.includes(state) && (
        <Button kind="quiet" disabled={control.busy} onClick={() => setCancelling(true)}>
          <Trans>Cancel…</Trans>
        </Button>
      )}
      {fallsLate(campaign, now) && !campaign.follows_at && (
        <Button kind="quiet" disabled={control.busy} onClick={() => void control.cancel(null)}>
          <Trans>Stop the other ways</Trans>
        </Button>
      )}
      {moving && (
        <Button className={styles.pause} disabled={control.busy} onClick={() => void control.pause()}>
          <Pause size={ICON} aria-hidden />
          {control.pausing ? <Trans>Pausing…</Trans> : <Trans>Pause</Trans>}
        </Button>
      )}
      {state === "paused" && (
        <Button kind="main" disabled={control.busy} onClick={() => void control.resume()}>
          <Play size={ICON} aria-hidden />
          <Trans>Go on</Trans>
        </Button>
      )}
      {cancelling && <CancelDialog campaign={campaign} control={control} onClose={() => setCancelling(false)} />}
    </>
  );
}
