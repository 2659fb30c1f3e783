import { useLingui } from "@lingui/react/macro";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from "react";

import { useOutline } from "../../live/hooks";
import type { Contact, TagUse } from "../../protocol";
import type { Selection } from "../bulk/selection";
import { isChosen } from "../bulk/selection";
import type { Column } from "./columns";
import { useLead } from "./lead";
import { placeOf, rememberPlace } from "./places";
import { asked, type Query, type Sort, turned } from "./query";
import { Row, RowSkeleton } from "./Row";
import styles from "./Table.module.css";
import type { ContactPages } from "./useContactPages";

const ROW = 44; // px
const ROW_NARROW = 60;
const FIRST_ROWS = 14; // drawn as skeletons before it is known how many there are

interface TableProps {
  pages: ContactPages;
  query: Query;
  columns: readonly Column[];
  colours: ReadonlyMap<string, TagUse>;
  selection: Selection;
  onChoose: (contact: Contact, place: number, further: boolean) => void;
  onChooseAll: () => void;
  onSort: (sort: Sort) => void;
  /** In place of the rows, when there are none. */
  empty: ReactNode;
}

/** Up to a hundred thousand people, only those in sight drawn. */
export function Table({ pages, query, columns, colours, selection, onChoose, onChooseAll, onSort, empty }: TableProps) {
  const { t } = useLingui();
  const narrow = useMediaQuery("(max-width: 820px)", false, { getInitialValueInEffect: false }) ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const key = String(asked(query));
  const { total, see } = pages;
  const count = total ?? placeOf(key)?.total ?? FIRST_ROWS;
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises here
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? ROW_NARROW : ROW),
    overscan: 8,
    useFlushSync: false, // a thrown list may be drawn a frame later, never in the middle of another task
    initialOffset: () => placeOf(key)?.top ?? 0,
  });
  useLayoutEffect(() => virtualizer.measure(), [narrow, virtualizer]);
  const rows = virtualizer.getVirtualItems();
  const first = rows[0]?.index ?? 0;
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => see(first, last), [see, first, last]);
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: placeOf(key)?.top ?? 0 }); // newer browsers answer a promise, which is no undo of an effect
  }, [key]);
  const walk = useWalk(scroller, virtualizer, count);
  const shown = narrow ? NONE : columns;
  const lead = useLead();
  const { users } = useOutline();
  const style = useMemo(() => ({ "--columns": ["36px", narrow ? "minmax(0, 1fr)" : "minmax(170px, 1.6fr)", ...shown.map(({ width }) => width)].join(" ") }) as CSSProperties, [narrow, shown]);

  return (
    <div className={styles.table} role="table" aria-label={t`Contacts`} aria-rowcount={(total ?? -1) + (total === null ? 0 : 1)} style={style}>
      <Head columns={shown} sort={query.sort ?? "-updated"} onSort={onSort} selection={selection} onChooseAll={onChooseAll} empty={total === 0} />
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the arrows walk from name to name */}
      <div className={styles.scroller} ref={scroller} role="rowgroup" onKeyDown={walk} onScroll={(event) => total !== null && rememberPlace(key, { top: event.currentTarget.scrollTop, total })}>
        {total === 0 && empty}
        {total !== 0 && (
          <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }} role="presentation">
            {rows.map(({ index, start, size }) => {
              const contact = pages.at(index);
              return (
                <div
                  key={contact?.id ?? index}
                  role="row"
                  aria-rowindex={index + 2}
                  className={styles.row}
                  style={{ transform: `translateY(${start}px)`, height: size }}
                  data-chosen={(contact && isChosen(selection, contact.id)) || undefined}
                >
                  {contact ? (
                    <Row contact={contact} place={index} columns={shown} colours={colours} chosen={isChosen(selection, contact.id)} lead={lead} users={users} onChoose={onChoose} />
                  ) : (
                    <RowSkeleton columns={shown} place={index} />
                  )}
                </div>
              );
            })}
          </div>
        )}
      </div>
    </div>
  );
}

const NONE: readonly Column[] = [];

interface HeadProps {
  columns: readonly Column[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  selection: Selection;
  onChooseAll: () => void;
  empty: boolean;
}

function Head({ columns, sort, onSort, selection, onChooseAll, empty }: HeadProps) {
  const { t } = useLingui();
  const sorted = (column: "name" | "updated" | "created") => (sort === column ? "ascending" : sort === `-${column}` ? "descending" : undefined);
  const head = (column: "name" | "updated" | "created", words: string) => (
    <button type="button" onClick={() => onSort(turned(sort, column))}>
      {words}
      {sorted(column) === "ascending" && <ArrowUp size={13} aria-hidden />}
      {sorted(column) === "descending" && <ArrowDown size={13} aria-hidden />}
    </button>
  );
  return (
    <div role="rowgroup" className={styles.headGroup}>
      <div role="row" className={styles.head} aria-rowindex={1}>
        <span role="columnheader" className={styles.check}>
          <label>
            <input type="checkbox" disabled={empty} checked={selection.all} aria-label={t`Choose everybody in this list`} onChange={onChooseAll} />
          </label>
        </span>
        <span role="columnheader" aria-sort={sorted("name")}>
          {head("name", t`Name`)}
        </span>
        {columns.map(({ key, name }) => (
          <span role="columnheader" key={key} aria-sort={key === "updated" || key === "created" ? sorted(key) : undefined}>
            {key === "updated" || key === "created" ? head(key, name) : name}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The arrows walk from name to name, also beyond what is drawn. */
function useWalk(scroller: React.RefObject<HTMLDivElement | null>, virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>, count: number) {
  return (event: KeyboardEvent): void => {
    const at = (event.target as Element).closest("[data-place]");
    if (!at) return;
    const place = Number(at.getAttribute("data-place"));
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -place, End: count - 1 - place };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(count - 1, place + step));
    virtualizer.scrollToIndex(to);
    awaitRow(scroller.current, to, 20);
  };
}

function awaitRow(scroller: HTMLDivElement | null, place: number, tries: number): void {
  const found = scroller?.querySelector<HTMLElement>(`[data-place="${place}"]`);
  if (found) return found.focus({ preventScroll: true });
  if (tries > 0) requestAnimationFrame(() => awaitRow(scroller, place, tries - 1));
}
