import { Trans } from "@lingui/react/macro";

import type { ProblemError } from "../../http/problem";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./Section.module.css";

const ROWS = 5;

/** Stands where something will be, or says why it is not there. */
export function Waiting({ error, again }: { error: ProblemError | null; again: () => void }) {
  if (error) return <Failed error={error} again={again} />;
  return (
    <div className={styles.skeletons} aria-hidden>
      {Array.from({ length: ROWS }, (_, place) => (
        <Skeleton key={place} width={place % 2 ? "62%" : "38%"} />
      ))}
    </div>
  );
}

export function Failed({ error, again }: { error: ProblemError; again: () => void }) {
  return (
    <Notice tone="bad" words={error.message}>
      <Button onClick={again}>
        <Trans>Try again</Trans>
      </Button>
    </Notice>
  );
}
