import { Trans } from "@lingui/react/macro";

import { useNow } from "../../ui/now";
import { span } from "../../ui/time";
import { serviceWindow } from "../../ui/serviceWindow";
import styles from "./WindowNotice.module.css";

/** How long one may still write freely, as a ring that empties and in words. */
export function WindowNotice({ closesAt }: { closesAt: string | null }) {
  const now = useNow();
  const open = serviceWindow(closesAt, now);
  if (open.state === "closed") return null;
  const left = span(open.left);
  return (
    <span className={styles.window} data-state={open.state}>
      <i className={styles.ring} style={{ "--share": `${Math.round(open.share * 100)}%` } as React.CSSProperties} aria-hidden />
      <span className={styles.long}>
        <Trans>{left} left to write freely</Trans>
      </span>
      <span className={styles.short} aria-hidden>
        {left}
      </span>
    </span>
  );
}
