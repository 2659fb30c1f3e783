import { GripVertical } from "lucide-react";
import type { ComponentProps } from "react";

import styles from "./Items.module.css";

/** Where a line is taken to be moved. */
export function Handle({ label, ...rest }: ComponentProps<"button"> & { label: string }) {
  return (
    <button {...rest} type="button" className={styles.handle} aria-label={label} title={label}>
      <GripVertical size={15} aria-hidden />
    </button>
  );
}
