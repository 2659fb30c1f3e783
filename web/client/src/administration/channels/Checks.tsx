import { useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleCheck, CircleX } from "lucide-react";

import type { ChannelCheck } from "../../protocol";
import { said } from "../../said/said";
import styles from "./Channels.module.css";
import { useCheckWord } from "./useCheckWord";

const SIGNS = { ok: CircleCheck, warning: CircleAlert, failed: CircleX };
const ICON = 17; // px

/** What a test looked at: each with a sentence, and with what to do. */
export function Checks({ checks }: { checks: readonly ChannelCheck[] }) {
  const { t } = useLingui();
  const word = useCheckWord();
  const states = { ok: t`fine`, warning: t`look at it`, failed: t`wrong` };
  return (
    <ul className={styles.checks} aria-label={t`What was tested`}>
      {checks.map((check) => {
        const Sign = SIGNS[check.state];
        return (
          <li key={`${check.name} ${check.message}`} data-state={check.state}>
            <Sign size={ICON} role="img" aria-label={states[check.state]} />
            <b>{word(check.name)}</b>
            <span>{said(check.message)}</span>
            {check.advice && <p>{said(check.advice)}</p>}
          </li>
        );
      })}
    </ul>
  );
}
