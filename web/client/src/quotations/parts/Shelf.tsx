import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Search } from "lucide-react";
import type { ReactNode } from "react";

import list from "../list/List.module.css";
import { Skeleton } from "../../ui/Skeleton";
import type { Table } from "../useTable";
import { Button } from "./Button";
import { Notice } from "./Notice";
import styles from "./Shelf.module.css";

const ROWS = 6;

interface ShelfProps<Entry> {
  title: string;
  mark: ReactNode;
  table: Table<Entry>;
  search: string;
  onSearch: (search: string) => void;
  nameOf: (entry: Entry) => string;
  /** What leads to a new entry, for those who may add one. */
  adding: ReactNode;
  empty: ReactNode;
  children: ReactNode;
}

/** A page of what is kept for quotations: found, added, changed, deleted and brought back. */
export function Shelf<Entry>({ title, mark, table, search, onSearch, nameOf, adding, empty, children }: ShelfProps<Entry>) {
  const { t } = useLingui();
  const { items, cut, error, again, deleted, undo, forget } = table;
  return (
    <div className={list.page}>
      <header className={list.head}>
        <h1>
          <Link to="/quotations" className={styles.back} aria-label={t`All quotations`} title={t`All quotations`}>
            <ArrowLeft size={19} />
          </Link>
          {title}
          <span className={list.mark}>{mark}</span>
        </h1>
        <nav aria-label={title}>{adding}</nav>
      </header>
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
    </div>
  );
}
