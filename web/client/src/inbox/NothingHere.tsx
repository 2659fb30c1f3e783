import { Trans } from "@lingui/react/macro";
import { AlarmClock, Archive, Coffee, Inbox, ListFilter, type LucideIcon, SearchX } from "lucide-react";
import type { ReactNode } from "react";

import type { Place } from "../live/filters";
import { EmptyState } from "../ui/EmptyState";

/** Why a list is empty, and where to look instead. */
export function NothingHere({ place, narrowed = false, sought = false }: { place: Place; narrowed?: boolean; sought?: boolean }) {
  if (sought) {
    return (
      <EmptyState icon={<SearchX size={28} strokeWidth={1.4} />} title={<Trans>Nothing found</Trans>}>
        <Trans>Try a part of a name, a number or a word that was written.</Trans>
      </EmptyState>
    );
  }
  const [Icon, title, words] = WORDS[narrowed ? "list" : place];
  return (
    <EmptyState icon={<Icon size={28} strokeWidth={1.4} />} title={title}>
      {words}
    </EmptyState>
  );
}

const WORDS: Record<Place, [LucideIcon, ReactNode, ReactNode]> = {
  mine: [Coffee, <Trans key="t">Nothing waits for you</Trans>, <Trans key="w">Take one from Unassigned, or enjoy the quiet.</Trans>],
  unassigned: [Inbox, <Trans key="t">Everybody is looked after</Trans>, <Trans key="w">New conversations appear here by themselves.</Trans>],
  all: [Inbox, <Trans key="t">No open conversation</Trans>, <Trans key="w">When a customer writes, it appears here at once.</Trans>],
  snoozed: [AlarmClock, <Trans key="t">Nothing sleeps</Trans>, <Trans key="w">Snoozed conversations wait here for their time.</Trans>],
  list: [ListFilter, <Trans key="t">No conversation is like that</Trans>, <Trans key="w">Take a filter away to see more.</Trans>],
  resolved: [Archive, <Trans key="t">Nothing resolved yet</Trans>, <Trans key="w">Press e in a conversation when it is done.</Trans>],
};
