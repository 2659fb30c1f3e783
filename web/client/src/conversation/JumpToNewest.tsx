import { useLingui } from "@lingui/react/macro";
import { ChevronDown } from "lucide-react";
import { useState } from "react";

import type { ThreadItem } from "../live/thread";
import styles from "./Thread.module.css";

/** The way back down, with how many came since one scrolled up. */
export function JumpToNewest({ items, onJump }: { items: readonly ThreadItem[]; onJump: () => void }) {
  const { t } = useLingui();
  const [seen] = useState(() => items.at(-1)?.key);
  const since = items.slice(items.findIndex((item) => item.key === seen) + 1).filter((item) => item.message.direction === "in").length;
  return (
    <button type="button" className={styles.jump} onClick={onJump} aria-label={t`To the newest message`} data-new={since > 0 || undefined}>
      {since > 0 && <span>{since}</span>}
      <ChevronDown size={18} aria-hidden />
    </button>
  );
}
