import type { ReactNode } from "react";

import styles from "./parts.module.css";

interface NoticeProps {
  tone?: "plain" | "mark" | "bad" | "good";
  /** What can be done about it. */
  children?: ReactNode;
  words: ReactNode;
}

/** A truth in its place, with the way on beside it. */
export function Notice({ tone = "plain", words, children }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      <span>{words}</span>
      {children}
    </div>
  );
}
