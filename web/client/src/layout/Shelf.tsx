import { Trans, useLingui } from "@lingui/react/macro";
import { Search } from "lucide-react";
import type { ReactNode } from "react";

import { Page } from "./Page";
import list from "./Page.module.css";
import { Skeleton } from "../ui/Skeleton";
import type { Table } from "../live/useTable";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import styles from "./Shelf.module.css";

const ROWS = 6;

interface ShelfProps<Entry> {
  title: string;
  /** What leads back to what it belongs to. */
  back?: ReactNode;
  table: Table<Entry>;
  search: string;
  onSearch: (search: string) => void;
  nameOf: (entry: Entry) => string;
  /** What leads to a new entry, for those who may add one. */
  adding: ReactNode;
  empty: ReactNode;
  children: ReactNode;
}

/** A page of what is kept for later use: found, added, changed, deleted and brought back. */
export function Shelf<Entry>({ title, back, table, search, onSearch, nameOf, adding, empty, children }: ShelfProps<Entry>) {
  const { t } = useLingui();
  const { items, cut, error, again, deleted, undo, forget } = table;
  return (
    <Page title={title} back={back} actions={adding} actionsName={title}>
      <div className={list.filters} role="search">
        <label className={list.search}>
          <Search size={15} aria-hidden />
          <input type="search" value={search} maxLength={200} placeholder={t`Search`} aria-label={t`Search`} onChange={(event) => onSearch(event.target.value)} />
        </label>
      </div>
      {(error || deleted) && (
        <div className={styles.told}>
          {error && (
            <Notice tone="bad" words={error.message}>
              <Button onClick={again}>
                <Trans>Try again</Trans>
              </Button>
            </Notice>
          )}
          {deleted && (
            <Notice words={<Trans>Deleted: {nameOf(deleted)}</Trans>}>
              <Button onClick={undo}>
                <Trans>Undo</Trans>
              </Button>
              <Button kind="quiet" onClick={forget}>
                <Trans>All right</Trans>
              </Button>
            </Notice>
          )}
        </div>
      )}
      <div className={list.table}>
        {!items && !error && (
          <div className={list.skeletons} aria-hidden>
            {Array.from({ length: ROWS }, (_, place) => (
              <div key={place}>
                <Skeleton width={80} />
                <Skeleton width="60%" />
              </div>
            ))}
          </div>
        )}
        {items?.length === 0 ? empty : items && <ul aria-label={title}>{children}</ul>}
        {cut && (
          <p className={styles.cut}>
            <Trans>There are more: search for what you need.</Trans>
          </p>
        )}
      </div>
    </Page>
  );
}
