import type { Campaign, Cost } from "../../protocol";

/** How far a campaign is, of all its recipients. */
export interface Standing {
  total: number;
  /** Neither sent nor given up yet. */
  waiting: number;
  /** Taken out of the queue of the campaign: on their way to the provider. */
  claimed: number;
  sent: number;
  delivered: number;
  read: number;
  replied: number;
  failed: number;
  unknown: number;
  skipped: number;
}

/** Each person counted once, by how far the message came. */
export function standingOf({ total, counts }: Pick<Campaign, "total" | "counts">): Standing {
  const of = (state: string): number => counts[state] ?? 0;
  return {
    total,
    waiting: of("waiting"),
    claimed: of("claimed"),
    sent: of("sent"),
    delivered: of("delivered"),
    read: of("read"),
    replied: of("replied"),
    failed: of("failed"),
    unknown: of("unknown"),
    skipped: of("skipped"),
  };
}

/** Those the provider took the message for. */
export function outOf(standing: Standing): number {
  return standing.sent + standing.delivered + standing.read + standing.replied;
}

const CANARY = 1; // percent, where the campaign says nothing

/** How many of so many go first. A hundredth of fewer than a hundred is nobody. */
export function canaryOf(people: number, canary: Campaign["canary"]): number {
  return Math.floor((people * (canary?.percent ?? CANARY)) / 100);
}

/** How many go first while the others wait for them; 0 when nobody waits for anybody. */
export function firstOf(campaign: Campaign): number {
  const { waiting, skipped, total } = standingOf(campaign);
  const people = total - skipped;
  const size = canaryOf(people, campaign.canary);
  return campaign.state === "running" && waiting > 0 && people - waiting <= size ? size : 0;
}

/** Those nothing more is to be done for, 0…1. */
export function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}

/** `12.3 %`, without decimals from 10 on. */
export function percent(part: number, whole: number, locale: string): string {
  const value = share(part, whole);
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: value > 0 && value < 0.1 ? 1 : 0 }).format(value);
}

/** Whether any of it has a price: where none has, a sum of nothing would be a lie. */
export function isPriced({ lines }: Cost): boolean {
  return lines.length === 0 || lines.some(({ amount }) => amount !== null);
}

/** An amount of money as the server wrote it. */
export function money(amount: string, currency: string, locale: string): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) return `${currency} ${amount}`;
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: Math.abs(value) < 1 && value !== 0 ? 4 : 2 }).format(value);
  } catch {
    return `${currency} ${amount}`; // a currency this browser has never heard of
  }
}
