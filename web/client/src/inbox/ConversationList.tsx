import { Trans, useLingui } from "@lingui/react/macro";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

import type { Filter } from "../live/filters";
import { useConversations } from "../live/hooks";
import { EmptyState } from "../ui/EmptyState";
import { Skeleton } from "../ui/Skeleton";
import { ConversationRow } from "./ConversationRow";
import styles from "./Inbox.module.css";
import { NothingHere } from "./NothingHere";
import { useListKeys } from "./useListKeys";

const ROW = 60; // px
const NEAR_END = 5; // rows left below before more are asked for

interface ConversationListProps {
  filter: Filter;
  search: string;
  current: string | null;
}

/** The conversations of one tab, only those in sight drawn. */
export function ConversationList({ filter, search, current }: ConversationListProps) {
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const { items, loading, error, hasMore, more } = useConversations(filter, search);
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises here
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 8,
    paddingStart: 4,
    paddingEnd: 12,
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loading && last >= items.length - NEAR_END) more();
  }, [hasMore, loading, last, items.length, more]);
  useListKeys(items, current, filter, virtualizer);

  return (
    <div className={styles.scroller} ref={scroller} data-rows>
      {items.length === 0 && loading && <RowSkeletons />}
      {items.length === 0 && !loading && !error && <NothingHere filter={filter} search={search} />}
      {error && (
        <EmptyState title={<Trans>The list could not be loaded.</Trans>} action={<RetryButton onPress={more} />}>
          {error.message}
        </EmptyState>
      )}
      <ul className={styles.rows} style={{ height: items.length > 0 ? virtualizer.getTotalSize() : 0 }} aria-label={t`Conversations`}>
        {shown.map(({ key, index, start }) => {
          const conversation = items[index];
          return conversation ? (
            <li key={key} style={{ transform: `translateY(${start}px)` }}>
              <ConversationRow conversation={conversation} filter={filter} current={conversation.id === current} />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}

function RetryButton({ onPress }: { onPress: () => void }) {
  return (
    <button type="button" className={styles.retry} onClick={onPress}>
      <Trans>Try again</Trans>
    </button>
  );
}

function RowSkeletons() {
  return (
    <div className={styles.skeletons} aria-hidden>
      {[62, 48, 71, 55, 66, 44, 58].map((width) => (
        <div key={width}>
          <Skeleton width={40} height={40} round />
          <span>
            <Skeleton width={`${width}%`} height={12} />
            <Skeleton width={`${100 - width / 2}%`} height={10} />
          </span>
        </div>
      ))}
    </div>
  );
}
