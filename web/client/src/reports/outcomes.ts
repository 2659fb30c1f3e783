import type { Campaign } from "../protocol";
import { dayIn, type Range } from "./range";

export interface Outcome {
  id: string;
  name: string;
  sent: number;
  delivered: number;
  read: number;
  replied: number;
  failed: number;
  optedOut: number;
}

/** Of the campaigns whose sending began in these days, the newest first. Who read it got it, and who replied read it. */
export function outcomes(campaigns: readonly Campaign[], { since, until }: Range, zone: string | undefined): Outcome[] {
  const day = (at: string): string => dayIn(zone, Date.parse(at));
  return campaigns
    .filter(({ started_at: at }) => at !== null && day(at) >= since && day(at) <= until)
    .sort((one, other) => (other.started_at ?? "").localeCompare(one.started_at ?? ""))
    .map(({ id, name, counts, opted_out: optedOut }) => {
      const of = (...states: string[]): number => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
      return {
        id,
        name,
        sent: of("sent", "delivered", "read", "replied"),
        delivered: of("delivered", "read", "replied"),
        read: of("read", "replied"),
        replied: of("replied"),
        failed: of("failed", "unknown"),
        optedOut,
      };
    });
}
