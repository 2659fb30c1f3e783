import { Trans, useLingui } from "@lingui/react/macro";
import { measureElement, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import type { ThreadItem } from "../live/thread";
import type { Message as MessageShape } from "../protocol";
import { useNow } from "../ui/now";
import { dayName } from "../ui/time";
import { JumpToNewest } from "./JumpToNewest";
import { Message } from "./Message";
import styles from "./Thread.module.css";
import { growingRows, heightOf, type ThreadRow } from "./threadRows";
import { useEnd } from "./useEnd";
import { usePrinting } from "./usePrinting";
import { useSeek } from "./useSeek";
import { NEAR_END } from "./watchEnd";

const NEAR_START = 6; // rows left above before older ones are asked for
const FEW_NEW = 8; // new rows that surely fit below the line

interface ThreadProps {
  items: readonly ThreadItem[];
  newFrom: string | null;
  hasOlder: boolean;
  loading: boolean;
  older: (far?: boolean) => void;
  sought: string | null;
  onFound: () => void;
  onReading: (atEnd: boolean) => void;
  /** Where a message was said, when several channels are read together. */
  placeOf?: (message: MessageShape) => string;
}

/** The messages of one conversation, only those in sight drawn; it stays where one reads, whatever comes above or below. */
export function Thread({ items, newFrom, hasOlder, loading, older, sought, onFound, onReading, placeOf }: ThreadProps) {
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const [rowsOf] = useState(growingRows);
  const rows = useMemo(() => rowsOf(items, newFrom, placeOf), [rowsOf, items, newFrom, placeOf]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: useCallback((index: number) => heightOf(rows[index]), [rows]),
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    measureElement: measured,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
    overscan: 10,
    paddingStart: 14,
    paddingEnd: 16,
  });
  const shown = virtualizer.getVirtualItems();
  const firstShown = shown[0]?.index ?? 0;
  const height = virtualizer.getTotalSize();
  const { atEnd, stay, leave } = useEnd(scroller, virtualizer, height);

  useLayoutEffect(() => {
    const fresh = rows.findIndex((row) => row.kind === "new");
    if (fresh >= 0 && rows.length - fresh > FEW_NEW) {
      leave();
      virtualizer.scrollToIndex(fresh, { align: "start" });
    } else stay();
    // oxlint-disable-next-line react/exhaustive-deps -- only where a thread is opened; a thread is keyed by its conversation
  }, [virtualizer]);
  useEffect(() => {
    if (hasOlder && !loading && firstShown < NEAR_START) older();
  }, [hasOlder, loading, firstShown, older, rows.length]);
  const mine = items.findLast((item) => item.pending !== null)?.key;
  useEffect(() => {
    if (mine) stay(); // who has just written wants to see it
  }, [mine, stay]);
  useEffect(() => onReading(atEnd), [atEnd, rows.length, onReading]);
  const printing = usePrinting();
  const flashed = useSeek({ rows, sought, hasOlder, loading, older, virtualizer, leave, onFound });

  return (
    <div className={styles.frame}>
      {printing && <Printed rows={rows} whole={!hasOlder} />}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled region must be reachable by keys */}
      <div className={styles.scroller} ref={scroller} tabIndex={0} role="region" aria-label={t`Messages`}>
        {hasOlder && loading && (
          <span className={styles.older}>
            <Trans>Earlier messages…</Trans>
          </span>
        )}
        <div className={styles.rows} style={{ height }}>
          <div style={{ transform: `translateY(${shown[0]?.start ?? 0}px)` }}>
            {shown.map(({ key, index }) => (
              <div key={key} className={styles.row} data-index={index} ref={virtualizer.measureElement}>
                <Row row={rows[index]} flashed={flashed} />
              </div>
            ))}
          </div>
        </div>
      </div>
      {!atEnd && <JumpToNewest items={items} onJump={() => virtualizer.scrollToEnd({ behavior: "smooth" })} />}
    </div>
  );
}

/** What the browser tells once it has laid the page out; asking it before would lay the page out once for every row that comes. */
function measured(element: Element, entry: ResizeObserverEntry | undefined, instance: Virtualizer<HTMLDivElement, Element>): number {
  if (entry) return measureElement(element, entry, instance);
  const index = instance.indexFromElement(element);
  return instance.itemSizeCache.get(instance.options.getItemKey(index)) ?? instance.options.estimateSize(index);
}

/** On paper stands all that is loaded, not only what is in sight. */
function Printed({ rows, whole }: { rows: readonly ThreadRow[]; whole: boolean }) {
  return (
    <div className={styles.printed}>
      {!whole && (
        <p className={styles.place}>
          <Trans>Earlier messages are not on this page: scroll up to them before you print.</Trans>
        </p>
      )}
      {rows.map((row) => (
        <Row key={row.key} row={row} flashed={null} />
      ))}
    </div>
  );
}

function Row({ row, flashed }: { row: ThreadRow | undefined; flashed: string | null }) {
  switch (row?.kind) {
    case "day":
      return <Day at={row.at} />;
    case "place":
      return <p className={styles.place}>{row.place}</p>;
    case "new":
      return <NewLine count={row.count} />;
    case "message":
      return <Message item={row.item} first={row.first} last={row.last} flashed={row.item.message.id === flashed} />;
    default:
      return null;
  }
}

function Day({ at }: { at: string }) {
  const { i18n } = useLingui();
  return <h2 className={styles.day}>{dayName(at, useNow(), i18n.locale)}</h2>;
}

function NewLine({ count }: { count: number }) {
  return (
    <div className={styles.new} role="separator">
      {count === 1 ? <Trans>New message</Trans> : <Trans>{count} new messages</Trans>}
    </div>
  );
}
