import { Trans } from "@lingui/react/macro";
import { Archive, BellOff, Coffee, Inbox, type LucideIcon, SearchX } from "lucide-react";
import type { ReactNode } from "react";

import type { Filter } from "../live/filters";
import { EmptyState } from "../ui/EmptyState";

/** Why a tab is empty, and where to look instead. */
export function NothingHere({ filter, search }: { filter: Filter; search: string }) {
  if (search) {
    return (
      <EmptyState icon={<SearchX size={28} strokeWidth={1.4} />} title={<Trans>Nothing found</Trans>}>
        <Trans>Try a part of a name, a number or a word that was written.</Trans>
      </EmptyState>
    );
  }
  const [Icon, title, words] = WORDS[filter];
  return (
    <EmptyState icon={<Icon size={28} strokeWidth={1.4} />} title={title}>
      {words}
    </EmptyState>
  );
}

const WORDS: Record<Filter, [LucideIcon, ReactNode, ReactNode]> = {
  mine: [Coffee, <Trans key="t">Nothing waits for you</Trans>, <Trans key="w">Take one from Unassigned, or enjoy the quiet.</Trans>],
  unassigned: [Inbox, <Trans key="t">Everybody is looked after</Trans>, <Trans key="w">New conversations appear here by themselves.</Trans>],
  all: [Inbox, <Trans key="t">No open conversation</Trans>, <Trans key="w">When a customer writes, it appears here at once.</Trans>],
  snoozed: [BellOff, <Trans key="t">Nothing sleeps</Trans>, <Trans key="w">Snoozed conversations wait here for their time.</Trans>],
  resolved: [Archive, <Trans key="t">Nothing resolved yet</Trans>, <Trans key="w">Press e in a conversation when it is done.</Trans>],
};
