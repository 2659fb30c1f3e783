import type { Contact } from "../../protocol";

/** How somebody is reached, in one word: a number before an address, the preferred one first. */
export function reachOf({ identities }: Contact): string {
  const ranked = [...identities].sort((one, other) => rank(one.kind) - rank(other.kind) || Number(other.primary) - Number(one.primary));
  return ranked[0]?.display ?? "";
}

function rank(kind: string): number {
  const place = ["phone", "email", "username"].indexOf(kind);
  return place < 0 ? 9 : place;
}
