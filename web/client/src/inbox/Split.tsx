import { useLingui } from "@lingui/react/macro";
import type { CSSProperties, ReactNode } from "react";

import { DrawnLine, useDrawnWidth } from "../ui/DrawnLine";
import styles from "./Inbox.module.css";

const WIDTHS = { least: 280, most: 560, usual: 344 }; // px

/** The list beside the thread; the line between them can be drawn. */
export function Split({ open, list, children }: { open: boolean; list: ReactNode; children: ReactNode }) {
  const { t } = useLingui();
  const [width, setWidth] = useDrawnWidth("list-width", WIDTHS);
  return (
    <div className={styles.inbox} data-open={open || undefined} style={{ "--list": `${width}px` } as CSSProperties}>
      {list}
      <DrawnLine label={t`Width of the list`} width={width} widths={WIDTHS} of="left" onWidth={setWidth} />
      <div className={styles.side}>{children}</div>
    </div>
  );
}
