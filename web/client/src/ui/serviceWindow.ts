import { DAY, HOUR } from "./time";

export const WINDOW = DAY; // WhatsApp takes free text for 24 h after the customer's last message
const CLOSING_SOON = 2 * HOUR;

export type ServiceWindow =
  | { state: "open" | "closing"; left: number; share: number }
  | { state: "closed"; since: string | null };

/** Whether free text may be written: `left` in ms, `share` of the whole window from 0 to 1. */
export function serviceWindow(closesAt: string | null, now: number): ServiceWindow {
  const left = closesAt ? Date.parse(closesAt) - now : 0;
  if (left <= 0) return { state: "closed", since: closesAt };
  return { state: left < CLOSING_SOON ? "closing" : "open", left, share: Math.min(1, left / WINDOW) };
}
