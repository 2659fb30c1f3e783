import type { Channel, ChannelCheck } from "../../protocol";

/** What can be said of a channel in a few words: the gravest first. */
export type Standing =
  | { is: "unconfigured" }
  | { is: "deactivated" }
  | { is: "paused"; reason: string | null }
  | { is: "failed"; check: string }
  | { is: "alarmed" }
  | { is: "expiring"; at: string }
  | { is: "silent" }
  | { is: "warned"; check: string }
  | { is: "works" };

interface Known {
  checks: readonly ChannelCheck[];
  token_expires_at: string | null;
  token_expires_soon: boolean;
  alarm: { severity: string } | null;
  silence: { unusual: boolean | null } | null;
}

export function standing(channel: Pick<Channel, "state" | "reason">, known: Known | undefined): Standing {
  if (channel.state === "unconfigured" || channel.state === "deactivated") return { is: channel.state };
  if (channel.state === "paused") return { is: "paused", reason: channel.reason };
  const checked = (state: ChannelCheck["state"]): string | undefined => known?.checks.find((check) => check.state === state)?.name;
  const failed = checked("failed");
  if (failed) return { is: "failed", check: failed };
  if (known?.alarm) return { is: "alarmed" };
  if (known?.token_expires_soon && known.token_expires_at) return { is: "expiring", at: known.token_expires_at };
  if (known?.silence?.unusual) return { is: "silent" };
  const warned = checked("warning");
  return warned ? { is: "warned", check: warned } : { is: "works" };
}
