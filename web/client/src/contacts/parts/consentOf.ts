import type { Json } from "../../protocol";

export interface Word {
  channel: string;
  wanted: boolean;
  at: string | null;
}

/** What somebody said to being written to unasked, channel by channel, as their contact tells it. */
export function consentOf(consent: Record<string, Json>): Word[] {
  return Object.entries(consent).map(([channel, said]) => {
    if (said === null || typeof said !== "object" || Array.isArray(said)) return { channel, wanted: isYes(said), at: null };
    const told = said.wanted ?? said.given ?? said.state ?? said.value ?? said.status ?? null;
    return { channel, wanted: isYes(told), at: typeof said.at === "string" ? said.at : null };
  });
}

const REFUSALS = new Set(["stop", "no", "refused", "opted_out", "false", "withdrawn"]);

function isYes(said: Json): boolean {
  return Boolean(said) && !REFUSALS.has(String(said).toLowerCase());
}
