import { useLingui } from "@lingui/react/macro";

import styles from "./Skeletons.module.css";

const BUBBLES = [
  { side: "in", width: 320, height: 58 },
  { side: "in", width: 220, height: 38 },
  { side: "out", width: 360, height: 60 },
  { side: "in", width: 260, height: 52 },
  { side: "out", width: 240, height: 38 },
  { side: "in", width: 180, height: 38 },
] as const;

/** A thread before its messages are here, in the same shapes. */
export function ThreadSkeleton() {
  const { t } = useLingui();
  return (
    <div className={styles.thread} role="status" aria-label={t`Loading messages`}>
      {BUBBLES.map(({ side, width, height }) => (
        <i key={`${width}-${height}-${side}`} data-side={side} style={{ width, height }} />
      ))}
    </div>
  );
}
