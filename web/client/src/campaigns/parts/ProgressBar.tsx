import { useLingui } from "@lingui/react/macro";
import { clsx } from "clsx";

import styles from "./ProgressBar.module.css";
import tones from "./Tones.module.css";
import { type Standing, share } from "./figures";

const PARTS = ["replied", "read", "delivered", "sent", "claimed", "failed", "unknown", "skipped"] as const;

/** How far everybody's message came, as one bar; its numbers stand beside it. */
export function ProgressBar({ standing, slim = false }: { standing: Standing; slim?: boolean }) {
  const { t, i18n } = useLingui();
  const done = standing.total - standing.waiting;
  return (
    <span
      className={clsx(styles.bar, tones.tones)}
      data-slim={slim || undefined}
      role="progressbar"
      aria-label={t`Progress`}
      aria-valuemin={0}
      aria-valuemax={standing.total}
      aria-valuenow={done}
      aria-valuetext={t`${i18n.number(done)} of ${i18n.number(standing.total)} done`}
    >
      {PARTS.map((part) => standing[part] > 0 && <span key={part} data-part={part} style={{ width: `${share(standing[part], standing.total) * 100}%` }} />)}
    </span>
  );
}
