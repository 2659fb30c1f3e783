import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { type Filter, FILTERS } from "../live/filters";
import { useCounts } from "../live/hooks";
import styles from "./Inbox.module.css";

const COUNTED = new Set<Filter>(["mine", "unassigned", "all"]); // what asks for somebody

/** The tabs of the inbox with how many each holds. */
export function InboxFilters({ current }: { current: Filter }) {
  const { t } = useLingui();
  const counts = useCounts();
  const words: Record<Filter, string> = {
    mine: t`Mine`,
    unassigned: t`Unassigned`,
    all: t`All`,
    snoozed: t`Snoozed`,
    resolved: t`Resolved`,
  };
  return (
    <nav className={styles.tabs} aria-label={t`Which conversations`}>
      {FILTERS.map((filter) => (
        <Link key={filter} to="/inbox/$filter/{-$conversation}" params={{ filter, conversation: undefined }} aria-current={filter === current ? "true" : undefined}>
          {words[filter]}
          {counts && COUNTED.has(filter) && counts[filter] > 0 && <b>{counts[filter]}</b>}
        </Link>
      ))}
    </nav>
  );
}
