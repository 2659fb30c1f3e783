import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";

interface EmptyStateProps {
  title: ReactNode;
  icon?: ReactNode;
  /** What can be done about it. */
  action?: ReactNode;
  children?: ReactNode;
}

/** Nothing here, or nothing could be loaded: why, and the next step. */
export function EmptyState({ title, icon, action, children }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {icon && <div className={styles.icon}>{icon}</div>}
      <h2 className={styles.title}>{title}</h2>
      {children && <p className={styles.words}>{children}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
