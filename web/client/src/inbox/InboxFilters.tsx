import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { type Filter, FILTERS, type Place } from "../live/filters";
import { useCounts, useMe } from "../live/hooks";
import type { Act } from "./bulk/bulk";
import { useDrop } from "./dragging";
import styles from "./Inbox.module.css";

const COUNTED = new Set<Filter>(["mine", "unassigned", "all"]); // what asks for somebody

/** The tabs of the inbox with how many each holds. */
export function InboxFilters({ current }: { current: Place }) {
  const { t } = useLingui();
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    row.current?.querySelector("[aria-current]")?.scrollIntoView?.({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <nav ref={row} className={styles.tabs} aria-label={t`Which conversations`}>
      {FILTERS.map((filter) => (
        <Tab key={filter} filter={filter} current={filter === current} />
      ))}
    </nav>
  );
}

function Tab({ filter, current }: { filter: Filter; current: boolean }) {
  const { t } = useLingui();
  const counts = useCounts();
  const me = useMe();
  const words: Record<Filter, string> = {
    mine: t`Mine`,
    unassigned: t`Unassigned`,
    all: t`All`,
    snoozed: t`Snoozed`,
    resolved: t`Resolved`,
  };
  const acts: Partial<Record<Filter, Act>> = {
    ...(me && { mine: { action: "assign", to: me.id } }),
    unassigned: { action: "assign", to: null },
    all: { action: "reopen" },
    resolved: { action: "resolve" },
  };
  return (
    <Link
      to="/inbox/$filter/{-$conversation}"
      params={{ filter, conversation: undefined }}
      aria-current={current ? "true" : undefined}
      {...useDrop(acts[filter] ?? null)}
    >
      {words[filter]}
      {counts && COUNTED.has(filter) && counts[filter] > 0 && <b>{counts[filter]}</b>}
    </Link>
  );
}
