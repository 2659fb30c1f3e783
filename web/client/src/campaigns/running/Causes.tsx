import { Trans, useLingui } from "@lingui/react/macro";

import { useActing } from "../../live/useActing";
import type { Campaign, Cause } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import * as api from "../api";
import { skippedWords } from "../parts/findingWords";
import styles from "./Outcome.module.css";

const NEVER_AGAIN = new Set(["131050", "opted_out", "131026", "130472", "131021"]); // the advice says so: they want none, or cannot be reached this way
const MAY_RETRY = new Set(["running", "paused", "done"]);

interface CausesProps {
  campaign: Campaign;
  causes: readonly Cause[];
  mayRun: boolean;
  onTold: (campaign: Campaign) => void;
}

/** Why some got nothing, what that means, and what can be done about it. */
export function Causes({ campaign, causes, mayRun, onTold }: CausesProps) {
  const { i18n } = useLingui();
  const acting = useActing();
  if (causes.length === 0) return null;
  const may = mayRun && MAY_RETRY.has(campaign.state);
  const again = (cause: Cause): boolean => may && cause.state === "failed" && cause.reason !== null && !NEVER_AGAIN.has(cause.reason);
  const able = causes.filter(again);
  const retry = (reasons: string[] | null): void => void acting.run(async () => onTold(await api.retry(campaign.id, reasons)));
  return (
    <Panel
      title={<Trans>Who got nothing, and why</Trans>}
      acts={
        able.length > 1 && (
          <Button kind="quiet" disabled={acting.busy} onClick={() => retry(able.map(({ reason }) => reason ?? ""))}>
            <Trans>Try all that failed again</Trans>
          </Button>
        )
      }
    >
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
      <ul className={styles.causes}>
        {causes.map((cause) => (
          <li key={`${cause.state}/${cause.reason}`} data-state={cause.state}>
            <b>{i18n.number(cause.count)}</b>
            <span>
              <span dir="auto">{(cause.state === "skipped" && skippedWords(cause.reason, cause.count)) || said(cause.message)}</span>
              {cause.advice && <small dir="auto">{said(cause.advice)}</small>}
            </span>
            {again(cause) && (
              <Button disabled={acting.busy} onClick={() => retry([cause.reason ?? ""])}>
                <Trans>Try again</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
