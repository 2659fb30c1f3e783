import type { ReactNode } from "react";

import { LiveMark } from "./LiveMark";
import styles from "./Page.module.css";

interface PageProps {
  title: ReactNode;
  /** What leads back, before the title. */
  back?: ReactNode;
  /** What can be done here, the main thing last. */
  actions?: ReactNode;
  /** The name of the actions for those who hear the page. */
  actionsName?: string;
  children: ReactNode;
}

/** A page that scrolls as a whole: its name, whether it is live, what can be done here, and then its parts. */
export function Page({ title, back, actions, actionsName, children }: PageProps) {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>
          {back}
          {title}
          <span className={styles.mark}>
            <LiveMark />
          </span>
        </h1>
        {actions && <nav aria-label={actionsName}>{actions}</nav>}
      </header>
      {children}
    </div>
  );
}
