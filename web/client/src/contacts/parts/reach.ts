import type { Contact } from "../../protocol";

const CHANNELS: Record<string, string> = { line_user: "LINE", whatsapp_user: "WhatsApp", whatsapp_parent: "WhatsApp" };

/** How somebody is reached, in one word: a number before an address, the preferred one first; whom only machines can name, by the channel. */
export function reachOf({ identities }: Contact): string {
  const ranked = [...identities].sort((one, other) => rank(one.kind) - rank(other.kind) || Number(other.primary) - Number(one.primary));
  const [first] = ranked;
  return first ? (CHANNELS[first.kind] ?? first.display) : "";
}

function rank(kind: string): number {
  const place = ["phone", "email", "username"].indexOf(kind);
  return place < 0 ? 9 : place;
}
