import type { ReactNode } from "react";

import styles from "./Reports.module.css";

/** A table that may be wider than its place: reached by keys, and scrolled. */
export function Scroll({ name, children }: { name: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys
    <div className={styles.scroll} role="group" aria-label={name} tabIndex={0}>
      {children}
    </div>
  );
}
