import { useLingui } from "@lingui/react/macro";

import type { Route } from "../protocol";
import { DAY, MINUTE, listTime, span } from "../ui/time";

/** Seconds where there are few left: `40 s`, `19 min`, `2 h 5 min`. */
export function useLeft(): (until: string | null, now: number) => string {
  const { t } = useLingui();
  return (until, now) => {
    const left = until ? Math.max(0, Date.parse(until) - now) : 0;
    const seconds = Math.ceil(left / 1000);
    return left < 2 * MINUTE ? t`${seconds} s` : span(left);
  };
}

/** What stands for a way in a list of them: whether one may write there, and what that costs. */
export function useRouteWords(): (route: Route, now: number) => string {
  const { i18n, t } = useLingui();
  const leftOf = useLeft();
  return (route, now) => {
    const left = leftOf(route.until, now);
    const inTheMonth = route.quota?.left;
    const { takes } = route;
    const price = route.price && new Intl.NumberFormat(i18n.locale, { style: "currency", currency: route.price.currency, maximumFractionDigits: 4 }).format(Number(route.price.amount));
    const category = route.category === "UTILITY" ? t`utility` : t`marketing`;
    switch (route.state) {
      case "open":
        return route.until ? t`Free text for ${left}` : t`Open`;
      case "reply":
        return t`Free to answer for ${left}`;
      case "push":
        if (takes > 1) return typeof inTheMonth === "number" ? t`Costs ${takes} of ${inTheMonth} messages left this month` : t`Costs ${takes} of the month's messages`;
        return typeof inTheMonth === "number" ? t`Costs one of ${inTheMonth} messages left this month` : t`Costs one of the month's messages`;
      case "template":
        return price ? t`Only a template: ${price} (${category})` : t`Only a template (${category}), price not known`;
      case "never_written":
        return t`Has never written there, so you may not`;
      case "no_template":
        return t`Only a template, and none is approved`;
      case "opted_out":
        return t`Wants no marketing, and other templates are missing`;
      case "quota_used":
        return t`The month's messages are used up`;
      case "unreachable":
        return route.code === "unfollowed" ? t`Has blocked the account` : route.code === "left" ? t`The account is no longer in the group` : t`Could not be reached there`;
      case "standby":
        return t`Another program of the account answers now`;
      case "paused":
        return t`Sending is paused`;
      case "blocked":
        return t`Blocked as spam`;
    }
  };
}

/** When they wrote there last. */
export function useSeenWords(): (route: Route, now: number) => string {
  const { i18n, t } = useLingui();
  return ({ last_seen_at: seen }, now) => {
    if (!seen) return t`never wrote there`;
    const time = listTime(seen, now, i18n.locale);
    return now - Date.parse(seen) < DAY ? t`wrote at ${time}` : t`last wrote: ${time}`;
  };
}
