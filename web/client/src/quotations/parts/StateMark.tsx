import { useLingui } from "@lingui/react";

import type { QuotationState } from "../../protocol";
import styles from "./StateMark.module.css";
import { stateWord } from "./stateWord";

/** Where a quotation stands, in a word. */
export function StateMark({ state }: { state: QuotationState }) {
  useLingui(); // said anew in another language
  return (
    <span className={styles.state} data-state={state}>
      {stateWord(state)}
    </span>
  );
}
