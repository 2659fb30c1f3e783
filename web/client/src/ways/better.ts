import type { Id, Route } from "../protocol";
import { DAY } from "../ui/time";

/** free: it costs nothing there and something here · open: one can write there and not here · recent: they wrote there lately and not here */
export interface Better {
  route: Route;
  why: "free" | "open" | "recent";
}

/** The way that is plainly better than the one that is open, or null: who changes channels for little confuses the customer. */
export function better(routes: readonly Route[], current: Id, now: number): Better | null {
  const here = routes.find((route) => route.channel === current);
  const best = routes.find((route) => route.channel !== current && isFree(route) && isAlive(route, now));
  if (!here || !best || here.state === "blocked") return null;
  if (!canWrite(here) || !isAlive(here, now)) return { route: best, why: "open" };
  if (!isFree(here)) return isLively(best, now) ? { route: best, why: "free" } : null;
  return seenWithinADay(best, now) && !seenWithinADay(here, now) ? { route: best, why: "recent" } : null;
}

/** Whether anything may be written there, not only a template. */
export function canWrite({ state }: Route): boolean {
  return state === "open" || state === "reply" || state === "push";
}

/** A window may have ended since it was told. */
export function isAlive({ until }: Route, now: number): boolean {
  return until === null || Date.parse(until) > now;
}

function isFree({ state }: Route): boolean {
  return state === "open" || state === "reply";
}

/** A mailbox is open always: that alone is no reason to leave LINE for it. */
function isLively(route: Route, now: number): boolean {
  return route.until !== null || seenWithinADay(route, now);
}

function seenWithinADay({ last_seen_at: seen }: Route, now: number): boolean {
  return seen !== null && now - Date.parse(seen) < DAY;
}

/** Where words may go instead of where they failed: the best ways first. */
export function insteadOf(routes: readonly Route[], failed: Id, now: number): Route[] {
  return routes.filter((route) => route.channel !== failed && canWrite(route) && isAlive(route, now));
}
