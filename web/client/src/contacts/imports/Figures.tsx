import { useLingui } from "@lingui/react/macro";

import type { Import } from "../../protocol";
import styles from "./Imports.module.css";

/** What became of the rows; of a dry run, what would. */
export function Figures({ job }: { job: Import }) {
  const { i18n, t } = useLingui();
  const dry = job.dry_run || job.state === "checked";
  const figures = [
    [dry ? t`would be added` : t`added`, job.added, "added"],
    [dry ? t`would be changed` : t`changed`, job.updated, "updated"],
    [t`stay as they are`, job.unchanged, "unchanged"],
    [t`cannot be taken`, job.failed, "failed"],
  ] as const;
  return (
    <ul className={styles.figures}>
      {figures.map(([words, count, key]) => (
        <li key={key} data-bad={(key === "failed" && count > 0) || undefined}>
          <b>{i18n.number(count)}</b>
          {words}
        </li>
      ))}
    </ul>
  );
}
