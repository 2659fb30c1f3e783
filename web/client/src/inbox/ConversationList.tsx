import { Trans, useLingui } from "@lingui/react/macro";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState } from "react";

import type { Listing } from "../live/filters";
import { type useConversations, useOutline } from "../live/hooks";
import { useHearing } from "../live/useHearing";
import type { Id } from "../protocol";
import { EmptyState } from "../ui/EmptyState";
import { Skeleton } from "../ui/Skeleton";
import { type ListSearch, narrowness } from "./address";
import { ConversationRow } from "./ConversationRow";
import { useRowLink } from "./rowLink";
import styles from "./Inbox.module.css";
import { NothingHere } from "./NothingHere";
import { useListKeys } from "./useListKeys";
import type { Selection } from "./useSelection";

const ROW = 60; // px
const NEAR_END = 5; // rows left below before more are asked for

interface ConversationListProps {
  listing: Listing;
  list: ReturnType<typeof useConversations>;
  address: ListSearch;
  current: string | null;
  selection: Selection;
}

/** The conversations of one list, only those in sight drawn. */
export function ConversationList({ listing, list, address, current, selection }: ConversationListProps) {
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<Id | null>(null);
  const { items, loading, error, hasMore, more, again } = list;
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises here
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: height, // the same function each time, or all of a long list is measured anew
    getItemKey: useCallback((index: number) => items[index]?.id ?? index, [items]),
    overscan: 8,
    paddingStart: 4,
    paddingEnd: 12,
  });
  const { channels } = useOutline();
  const link = useRowLink(listing.place, address);
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loading && last >= items.length - NEAR_END) more();
  }, [hasMore, loading, last, items.length, more]);
  useHearing(["conversation.created", "conversation.changed"], () => listing.narrow.team && again()); // who is in a team only the server knows
  useListKeys({ items, current, place: listing.place, address, virtualizer, scroller, selection });
  const drawn = new Set(shown.map(({ index }) => items[index]?.id));
  const stop = [focused, current].find((id) => id !== null && drawn.has(id)) ?? items[shown[0]?.index ?? 0]?.id; // where Tab enters the list

  return (
    <div className={styles.scroller} ref={scroller} data-rows>
      {items.length === 0 && loading && <RowSkeletons />}
      {items.length === 0 && !loading && !error && <NothingHere place={listing.place} narrowed={narrowness(listing.narrow) > 0} />}
      {error && (
        <EmptyState title={<Trans>The list could not be loaded.</Trans>} action={<RetryButton onPress={items.length > 0 ? more : again} />}>
          {error.message}
        </EmptyState>
      )}
      <ul
        className={styles.rows}
        style={{ height: items.length > 0 ? virtualizer.getTotalSize() : 0 }}
        aria-label={t`Conversations`}
        data-choosing={selection.chosen.size > 0 || undefined}
      >
        {shown.map(({ key, index, start }) => {
          const conversation = items[index];
          return conversation ? (
            <li key={key} style={{ transform: `translateY(${start}px)` }} aria-setsize={hasMore ? -1 : items.length} aria-posinset={index + 1}>
              <ConversationRow
                conversation={conversation}
                channel={channels.get(conversation.channel)?.kind}
                link={link}
                current={conversation.id === current}
                chosen={selection.chosen.has(conversation.id)}
                stop={conversation.id === stop}
                onToggle={selection.toggle}
                onReach={selection.reach}
                onFocus={setFocused}
              />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}

function height(): number {
  return ROW;
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
