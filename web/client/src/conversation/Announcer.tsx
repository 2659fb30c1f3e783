import { useLingui } from "@lingui/react/macro";

import type { ThreadItem } from "../live/thread";
import styles from "./ConversationPage.module.css";
import { excerpt } from "./excerpt";

/** Says what the customer has just written to those who hear the page. */
export function Announcer({ items, name }: { items: readonly ThreadItem[]; name: string }) {
  const { t } = useLingui();
  const last = items.findLast((item) => item.message.direction === "in")?.message;
  return (
    <p className={styles.hidden} aria-live="polite">
      {last ? t`${name}: ${excerpt(last)}` : ""}
    </p>
  );
}
