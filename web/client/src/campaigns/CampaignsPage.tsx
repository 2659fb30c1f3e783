import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { CalendarDays, Megaphone, Plus, SearchX } from "lucide-react";
import { useMemo, useState } from "react";

import { More } from "../layout/More";
import { Page } from "../layout/Page";
import page from "../layout/Page.module.css";
import { useMe } from "../live/hooks";
import type { Campaign, Id } from "../protocol";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { Notice } from "../ui/Notice";
import parts from "../ui/parts.module.css";
import { Skeleton } from "../ui/Skeleton";
import { CampaignRow } from "./list/CampaignRow";
import { Filters } from "./list/Filters";
import styles from "./list/List.module.css";
import { type Query, queryOf } from "./list/query";
import { useCampaigns } from "./list/useCampaigns";
import { runsCampaigns } from "./parts/rights";

const ICON = 16; // px
const ROWS = 6;

/** All campaigns: where each stands, live. */
export default function CampaignsPage({ query: given, onQuery }: { query: Query; onQuery: (query: Query) => void }) {
  const { t } = useLingui();
  const mayRun = runsCampaigns(useMe());
  const query = useMemo(() => queryOf(given), [given]);
  const { items, first, hasMore, more, error, again } = useCampaigns(query);
  const [chosen, setChosen] = useState<readonly Id[]>([]);
  const actions = (
    <>
      <Link to="/campaigns/calendar" className={parts.button} data-quiet>
        <CalendarDays size={ICON} aria-hidden />
        <span>
          <Trans>Calendar</Trans>
        </span>
      </Link>
      {mayRun && <NewLink />}
    </>
  );
  return (
    <Page title={<Trans>Campaigns</Trans>} actions={actions} actionsName={t`For campaigns`}>
      <Filters query={query} onQuery={onQuery} />
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
        {!first && !error && items.length === 0 && <Nothing narrow={Object.keys(query).length > 0} mayRun={mayRun} onAll={() => onQuery({})} />}
        {items.length > 0 && <Rows items={items} chosen={chosen} onChosen={setChosen} />}
        {hasMore && <More onSeen={more} />}
        {chosen.length > 1 && (
          <div className={styles.choice} role="status">
            <Plural value={chosen.length} one="# campaign chosen" other="# campaigns chosen" />
            <Button kind="quiet" onClick={() => setChosen([])}>
              <Trans>None</Trans>
            </Button>
            <Link to="/campaigns/compare" search={{ campaigns: chosen.join(".") }} className={parts.button} data-main>
              <Trans>Compare</Trans>
            </Link>
          </div>
        )}
      </div>
    </Page>
  );
}

interface RowsProps {
  items: readonly Campaign[];
  chosen: readonly Id[];
  onChosen: (chosen: readonly Id[]) => void;
}

function Rows({ items, chosen, onChosen }: RowsProps) {
  const { t } = useLingui();
  return (
    <ul aria-label={t`Campaigns`}>
      {items.map((campaign) => (
        <CampaignRow
          key={campaign.id}
          campaign={campaign}
          chosen={chosen.includes(campaign.id)}
          onChoose={(wanted) => onChosen(wanted ? [...chosen, campaign.id] : chosen.filter((id) => id !== campaign.id))}
        />
      ))}
    </ul>
  );
}

function NewLink() {
  return (
    <Link to="/campaigns/new" className={parts.button} data-main>
      <Plus size={ICON} aria-hidden />
      <Trans>New campaign</Trans>
    </Link>
  );
}

function Nothing({ narrow, mayRun, onAll }: { narrow: boolean; mayRun: boolean; onAll: () => void }) {
  if (narrow) {
    return (
      <EmptyState
        icon={<SearchX size={30} strokeWidth={1.3} />}
        title={<Trans>No campaign is like that</Trans>}
        action={
          <Button onClick={onAll}>
            <Trans>Show all</Trans>
          </Button>
        }
      >
        <Trans>Take a filter away, or look for a part of the name.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Megaphone size={30} strokeWidth={1.3} />} title={<Trans>No campaign yet</Trans>} action={mayRun && <NewLink />}>
      <Trans>A campaign writes one message to many people: you choose who, see what each of them will read, and can stop it at any moment.</Trans>
    </EmptyState>
  );
}

function RowSkeletons() {
  return (
    <div className={page.skeletons} aria-hidden>
      {Array.from({ length: ROWS }, (_, place) => (
        <div key={place}>
          <Skeleton width="80%" />
          <Skeleton width="50%" height={20} />
          <Skeleton width={120} height={8} />
        </div>
      ))}
    </div>
  );
}
