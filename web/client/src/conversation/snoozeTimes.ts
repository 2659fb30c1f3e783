import { HOUR } from "../ui/time";

export interface SnoozeChoice {
  key: "hour" | "evening" | "tomorrow" | "monday";
  until: Date;
}

const MORNING = 9; // o'clock, in the agent's own zone
const EVENING = 17;

/** When a conversation may come back: the next times of an ordinary day that are not yet over. */
export function snoozeTimes(now: Date): SnoozeChoice[] {
  const at = (days: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const evening = at(0, EVENING);
  return [
    { key: "hour", until: new Date(now.getTime() + HOUR) },
    ...(evening.getTime() - now.getTime() > HOUR ? [{ key: "evening" as const, until: evening }] : []),
    { key: "tomorrow", until: at(1, MORNING) },
    ...(toMonday > 1 ? [{ key: "monday" as const, until: at(toMonday, MORNING) }] : []),
  ];
}
