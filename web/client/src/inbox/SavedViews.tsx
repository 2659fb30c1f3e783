import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Bookmark } from "lucide-react";
import { useEffect, useRef } from "react";

import { narrowOf } from "../live/filters";
import { useCounts } from "../live/hooks";
import { useHearing } from "../live/useHearing";
import { useLoaded } from "../live/useLoaded";
import { request } from "../http/request";
import type { CountedView, Page } from "../protocol";
import { searchOf } from "./address";
import type { Act } from "./bulk/bulk";
import { useDrop } from "./dragging";
import styles from "./Inbox.module.css";

const MOST = 200;
const COUNT_EVERY = 10_000; // ms; how many each holds is counted again so often at most

/** Lists somebody kept under a name: one press away, with how many they hold. */
export function SavedViews({ current, onManage }: { current: string | undefined; onManage: () => void }) {
  const { t } = useLingui();
  const { items, again } = useViews();
  useCountedAgain(again);
  if (items.length === 0) return null;
  return (
    <nav className={styles.views} aria-label={t`Saved lists`}>
      {items.map((view) => (
        <ViewLink key={view.id} view={view} current={view.id === current} />
      ))}
      <button type="button" onClick={onManage} title={t`Saved lists`}>
        <Bookmark size={13} aria-hidden />
        <Trans>Arrange</Trans>
      </button>
    </nav>
  );
}

/** The saved lists one may see, in their order. */
export function useViews() {
  const { value, error, again, set } = useLoaded("views", (signal) => request<Page<CountedView>>(`/api/v1/views?limit=${MOST}`, { signal }));
  useHearing(["view.changed", "view.removed"], again);
  const items = value?.items ?? [];
  return { items, loaded: value !== null, error, again, set: (views: CountedView[]) => set({ items: views, next: null }) };
}

function useCountedAgain(again: () => void): void {
  const counts = useCounts();
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(1_000, last.current + COUNT_EVERY - Date.now());
    const timer = setTimeout(() => {
      last.current = Date.now();
      again();
    }, wait);
    return () => clearTimeout(timer);
  }, [counts, again]);
}

function ViewLink({ view, current }: { view: CountedView; current: boolean }) {
  const narrow = narrowOf(view.filter);
  const search = searchOf({ place: "list", narrow, sort: view.sort }, view.id);
  return (
    <Link
      to="/inbox/$filter/{-$conversation}"
      params={{ filter: "list", conversation: undefined }}
      search={search}
      aria-current={current ? "true" : undefined}
      {...useDrop(actOf(view))}
    >
      <span dir="auto">{view.name}</span>
      {view.count !== null && view.count > 0 && <b>{view.count >= 1000 ? "999+" : view.count}</b>}
    </Link>
  );
}

/** What brings a conversation onto a list, when one thing does. */
function actOf({ filter }: CountedView): Act | null {
  if (filter.tag) return { action: "tag", tags: [filter.tag] };
  if (filter.assignee && filter.assignee !== "me") return { action: "assign", to: filter.assignee === "none" ? null : filter.assignee };
  if (filter.priority) return { action: "priority", priority: filter.priority };
  return filter.state === "resolved" ? { action: "resolve" } : null;
}
