import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { FileText, ListChecks, Plus, SearchX, Tags } from "lucide-react";
import { type ReactNode, useMemo } from "react";

import { EmptyState } from "../../ui/EmptyState";
import { Skeleton } from "../../ui/Skeleton";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import parts from "../../ui/parts.module.css";
import { Filters } from "./Filters";
import page from "../../layout/Page.module.css";
import { More } from "../../layout/More";
import { type Query, isNarrow, queryOf } from "./query";
import { QuotationRow } from "./QuotationRow";
import { Sums } from "./Sums";
import { useQuotations } from "./useQuotations";

const ICON = 16; // px
const ROWS = 8;

export interface ListPageProps {
  query: Query;
  onQuery: (query: Query) => void;
  onNew: () => void;
  mark: ReactNode;
}

/** All quotations: where each stands, and what they come to. */
export default function ListPage({ query: given, onQuery, onNew, mark }: ListPageProps) {
  const { t } = useLingui();
  const query = useMemo(() => queryOf({ ...given }), [given]);
  const { items, first, hasMore, more, error, again } = useQuotations(query);
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1>
          <Trans>Quotations</Trans>
          <span className={page.mark}>{mark}</span>
        </h1>
        <nav aria-label={t`For quotations`}>
          <Link to="/quotations/prices" className={parts.button} data-quiet>
            <Tags size={ICON} aria-hidden />
            <span>
              <Trans>Price list</Trans>
            </span>
          </Link>
          <Link to="/quotations/templates" className={parts.button} data-quiet>
            <ListChecks size={ICON} aria-hidden />
            <span>
              <Trans>Templates</Trans>
            </span>
          </Link>
          <Button kind="main" onClick={onNew}>
            <Plus size={ICON} aria-hidden />
            <Trans>New quotation</Trans>
          </Button>
        </nav>
      </header>
      <Filters query={query} onQuery={onQuery} />
      <Sums query={query} onQuery={onQuery} />
      {error && (
        <div className={page.problem}>
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        </div>
      )}
      <div className={page.table}>
        {first && <RowSkeletons />}
        {!first && !error && items.length === 0 && <Nothing narrow={isNarrow(query)} onAll={() => onQuery({})} onNew={onNew} />}
        {items.length > 0 && (
          <ul aria-label={t`Quotations`}>
            {items.map((quotation) => (
              <QuotationRow key={quotation.id} quotation={quotation} />
            ))}
          </ul>
        )}
        {hasMore && <More onSeen={more} />}
      </div>
    </div>
  );
}

function Nothing({ narrow, onAll, onNew }: { narrow: boolean; onAll: () => void; onNew: () => void }) {
  if (narrow) {
    return (
      <EmptyState
        icon={<SearchX size={30} strokeWidth={1.3} />}
        title={<Trans>No quotation is like that</Trans>}
        action={
          <Button onClick={onAll}>
            <Trans>Show all</Trans>
          </Button>
        }
      >
        <Trans>Take a filter away, or look for a part of the number, the title or the customer.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<FileText size={30} strokeWidth={1.3} />}
      title={<Trans>No quotation yet</Trans>}
      action={
        <Button kind="main" onClick={onNew}>
          <Trans>Write the first one</Trans>
        </Button>
      }
    >
      <Trans>Start one here, or in a conversation: there the customer is filled in already.</Trans>
    </EmptyState>
  );
}

function RowSkeletons() {
  return (
    <div className={page.skeletons} aria-hidden>
      {Array.from({ length: ROWS }, (_, place) => (
        <div key={place}>
          <Skeleton width={86} />
          <Skeleton width="60%" />
          <Skeleton width={70} height={20} />
          <Skeleton width={90} />
        </div>
      ))}
    </div>
  );
}
