import type { Route } from "../protocol";

/** The way as it is now: LINE's free answer may have ended since it was told, and then a push may still be sent, while the month has any. */
export function asOf(route: Route, now: number): Route {
  if (route.state !== "reply" || route.until === null || Date.parse(route.until) > now) return route;
  const used = typeof route.quota?.left === "number" && route.quota.left < route.takes;
  return { ...route, state: used ? "quota_used" : "push", compliant: !used, until: null };
}
