import { useLingui } from "@lingui/react";

import type { CampaignState } from "../../protocol";
import styles from "./StateMark.module.css";
import { stateWord } from "./stateWord";

/** Where a campaign stands, in a word. */
export function StateMark({ state }: { state: CampaignState }) {
  useLingui(); // said anew in another language
  return (
    <span className={styles.state} data-state={state}>
      {stateWord(state)}
    </span>
  );
}
