import { Bell } from "lucide-react";

import styles from "./Rail.module.css";

/** Room for the bell while it comes. */
export function BellPlace() {
  return (
    <span className={styles.link} aria-hidden>
      <Bell size={19} strokeWidth={1.7} />
    </span>
  );
}
