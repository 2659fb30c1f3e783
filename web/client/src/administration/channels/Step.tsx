import type { ReactNode } from "react";

import styles from "./Channels.module.css";

interface StepProps {
  title: ReactNode;
  done?: boolean;
  /** Where to find it on the provider's screens. */
  path?: ReactNode;
  children: ReactNode;
}

/** One step of a guide. */
export function Step({ title, done = false, path, children }: StepProps) {
  return (
    <li className={styles.step} data-done={done || undefined}>
      <h2>{title}</h2>
      <div>
        {path && <span className={styles.path}>{path}</span>}
        {children}
      </div>
    </li>
  );
}
