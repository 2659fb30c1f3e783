import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { ListFilter, SquarePen } from "lucide-react";
import { lazy, type ReactNode, Suspense, useCallback, useDeferredValue, useMemo, useState } from "react";

import { type Listing, nameOf } from "../live/filters";
import { useConversations, useCounts } from "../live/hooks";
import type { Id } from "../protocol";
import { useNow } from "../ui/now";
import { IconButton } from "../ui/IconButton";
import { narrowness, searchOf } from "./address";
import type { Act, Job } from "./bulk/bulk";
import { ConversationList } from "./ConversationList";
import { Dragging, useDragging } from "./dragging";
import { InboxFilters } from "./InboxFilters";
import styles from "./Inbox.module.css";
import { SavedViews } from "./SavedViews";
import { SearchField } from "./SearchField";
import { SearchResults } from "./SearchResults";
import { ShortcutHelp } from "./ShortcutHelp";
import { Split } from "./Split";
import { useSelection } from "./useSelection";
import { insist } from "../ui/insist";

const FilterPanel = lazy(() => insist(() => import("./FilterPanel")));
const ViewsDialog = lazy(() => insist(() => import("./ViewsDialog")));
const BulkBar = lazy(() => insist(() => import("./bulk/BulkBar")));
const DropShelf = lazy(() => insist(() => import("./bulk/DropShelf")));

export interface InboxPageProps {
  listing: Listing;
  /** The saved list it began with. */
  view?: string | undefined;
  /** The conversation that is open beside the list; on a phone it takes its place. */
  current: string | null;
  /** How the connection is, in one mark. */
  mark?: ReactNode;
  onNew: () => void;
  onListing: (listing: Listing, view?: string) => void;
  children: ReactNode;
}

/** The list on the left and the open conversation beside it. */
export default function InboxPage({ listing, view, current, mark, onNew, onListing, children }: InboxPageProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const [filtering, setFiltering] = useState(false);
  const [managing, setManaging] = useState(false);
  const [job, setJob] = useState<Job | null>(null);
  const [barred, setBarred] = useState(false);
  const search = useDeferredValue(typed.trim());
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const name = nameOf(listing);
  // oxlint-disable-next-line react/exhaustive-deps -- the same list has the same name
  const address = useMemo(() => searchOf(listing, view), [name, view]);
  const list = useConversations(listing, "", minute);
  const selection = useSelection(list.items);
  const dragging = useDragging(
    selection.chosen,
    useCallback((act: Act, ids: readonly Id[]) => setJob({ act, ids }), []),
  );
  if (!barred && (job || selection.chosen.size > 0)) setBarred(true);
  const narrowed = narrowness(listing.narrow) + Number(listing.sort !== "last");
  return (
    <Dragging value={dragging}>
      <Split
        open={current !== null}
        list={
        <section className={styles.list} aria-label={t`Inbox`}>
          <header className={styles.head}>
            <h1>
              <Trans>Inbox</Trans>
              <OpenCount />
              <span className={styles.mark}>{mark}</span>
              <IconButton label={t`New conversation`} icon={<SquarePen size={17} />} onClick={onNew} />
            </h1>
            <div className={styles.seeking}>
              <SearchField value={typed} onChange={setTyped} />
              <IconButton
                className={styles.filter}
                label={t`Filter and sort`}
                icon={<ListFilter size={17} />}
                aria-expanded={filtering}
                data-on={narrowed > 0 || undefined}
                onClick={() => setFiltering(!filtering)}
              />
            </div>
            {!search && <InboxFilters current={listing.place} />}
            {!search && <SavedViews current={view} onManage={() => setManaging(true)} />}
          </header>
          <Suspense fallback={null}>
            {filtering && !search && <FilterPanel listing={listing} view={view} onListing={onListing} onSave={() => setManaging(true)} onClose={() => setFiltering(false)} />}
          </Suspense>
          {search ? (
            <SearchResults search={search} place={listing.place} address={address} current={current} />
          ) : (
            <ConversationList key={name} listing={listing} list={list} address={address} current={current} selection={selection} />
          )}
          <Suspense fallback={null}>
            {barred && <BulkBar listing={listing} items={list.items} selection={selection} job={job} onClose={() => (setBarred(false), setJob(null))} />}
          </Suspense>
        </section>
        }
      >
        {children}
        <Suspense fallback={null}>{dragging.carried > 0 && <DropShelf carried={dragging.carried} />}</Suspense>
      </Split>
      <ShortcutHelp />
      <Suspense fallback={null}>
        {managing && <ViewsDialog listing={listing} view={view} onListing={onListing} onClose={() => setManaging(false)} />}
      </Suspense>
    </Dragging>
  );
}

function OpenCount() {
  const counts = useCounts();
  if (!counts) return null;
  return (
    <small>
      <Plural value={counts.all} one="# open" other="# open" />
    </small>
  );
}
