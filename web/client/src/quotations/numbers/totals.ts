import type { Discount, Item, Prices, Rounding, Tax, Totals } from "../../protocol";
import { MOST, placesOf } from "./currencies";
import { divided, halfUp, plain, scaled, sum } from "./decimal";

/** What a quotation comes to, by the very rule of the server (web/docs/quotations.md): an item's amount is quantity × unit price, rounded
 * half up; its own discount is taken off it; the discount on the whole is shared out over the items by largest remainder; tax is computed on
 * what is left, per item (`rounding` "line") or per tax on the whole and then shared out ("document"). */

const PLACES = 4; // of every quantity, price and rate
const ONE = 10n ** BigInt(PLACES);
const WHOLE = 100n * ONE; // one hundred percent

export type Fault = "quantity" | "price" | "places" | "discount" | "both" | "too_much";

/** What is wrong with a field, named as the server names it: `items[2].discount.amount`. */
export interface Wrong {
  field: string;
  fault: Fault;
}

export interface Priced {
  currency: string;
  prices: Prices;
  discount: Discount | null;
  rounding: Rounding;
}

interface Line {
  amount: bigint;
  discount: bigint;
  counted: boolean;
  share: bigint;
  tax: bigint;
  net: bigint;
  withheld: bigint;
}

interface Levy {
  name: string;
  rate: bigint; // in ten-thousandths of a percent
  places: number[]; // of the lines it is on that count
}

/** `wrong` holds what the server would refuse; the sums go without it. */
export function totalsOf(items: readonly Item[], priced: Priced): { totals: Totals; wrong: Wrong[] } {
  const wrong: Wrong[] = [];
  const lines = items.map((item, place) => lineOf(item, place, priced.currency, wrong));
  const counted = lines.filter((line) => line.counted);
  const subtotal = sum(counted.map(({ amount }) => amount));
  if (subtotal > MOST) wrong.push({ field: "items", fault: "too_much" });
  const whole = discountOf(priced.discount, sum(counted.map(after)), priced.currency, "discount", wrong);
  const shares = divided(whole, counted.map(after));
  for (const [place, line] of counted.entries()) line.share = shares[place] ?? 0n;
  levyTaxes(items, lines, priced);
  withhold(items, lines, priced);
  return { totals: shape(items, lines, subtotal, priced.currency), wrong };
}

function lineOf(item: Item, place: number, currency: string, wrong: Wrong[]): Line {
  const field = `items[${place}]`;
  const quantity = scaled(item.quantity, PLACES) ?? 0n;
  if (quantity === 0n) wrong.push({ field: `${field}.quantity`, fault: "quantity" });
  const price = scaled(item.unit_price, PLACES);
  if (price === null) wrong.push({ field: `${field}.unit_price`, fault: "price" });
  const amount = halfUp(quantity * (price ?? 0n) * 10n ** BigInt(placesOf(currency)), ONE * ONE);
  if (amount > MOST) wrong.push({ field, fault: "too_much" });
  const discount = discountOf(item.discount ?? null, amount, currency, `${field}.discount`, wrong);
  return { amount, discount, counted: !item.optional || item.chosen === true, share: 0n, tax: 0n, net: 0n, withheld: 0n };
}

function discountOf(discount: Discount | null, of: bigint, currency: string, field: string, wrong: Wrong[]): bigint {
  if (!discount) return 0n;
  const { percent = null, amount = null } = discount;
  if ((percent === null) === (amount === null)) {
    wrong.push({ field, fault: "both" });
    return 0n;
  }
  if (percent !== null) return halfUp(of * (scaled(percent, PLACES) ?? 0n), WHOLE);
  const off = scaled(amount ?? "0", placesOf(currency));
  if (off !== null && off <= of) return off;
  wrong.push({ field: `${field}.amount`, fault: off === null ? "places" : "discount" });
  return 0n;
}

function after(line: Line): bigint {
  return line.amount - line.discount;
}

/** Splits what is left of each line into net and tax. */
function levyTaxes(items: readonly Item[], lines: Line[], { prices, rounding }: Priced): void {
  const inclusive = prices === "inclusive";
  const left = lines.map((line) => after(line) - line.share);
  const found = levied(items.map(taxOf), lines, left, rounding, inclusive);
  for (const [place, line] of lines.entries()) {
    line.tax = found[place] ?? 0n;
    line.net = (left[place] ?? 0n) - (inclusive ? line.tax : 0n);
  }
}

function withhold(items: readonly Item[], lines: Line[], { rounding }: Priced): void {
  const bases = lines.map(({ net }) => net);
  const found = levied(items.map(withholdingOf), lines, bases, rounding, false);
  for (const [place, line] of lines.entries()) line.withheld = found[place] ?? 0n;
}

function levied(taxes: readonly (Tax | null)[], lines: Line[], bases: readonly bigint[], rounding: Rounding, included: boolean): bigint[] {
  const found = bases.map((base, place) => taxOn(base, rateOf(taxes[place] ?? null), included));
  if (rounding === "line") return found;
  for (const { rate, places } of levies(taxes, lines)) {
    const those = places.map((place) => bases[place] ?? 0n);
    const shares = divided(taxOn(sum(those), rate, included), those);
    for (const [at, place] of places.entries()) found[place] = shares[at] ?? 0n;
  }
  return found;
}

function taxOn(base: bigint, rate: bigint, included: boolean): bigint {
  return halfUp(base * rate, included ? WHOLE + rate : WHOLE);
}

/** The taxes on lines that count, in the order in which they first appear. */
function levies(taxes: readonly (Tax | null)[], lines: readonly Line[]): Levy[] {
  const found = new Map<string, Levy>();
  for (const [place, tax] of taxes.entries()) {
    if (!tax || !lines[place]?.counted) continue;
    const rate = rateOf(tax);
    const key = `${rate}/${tax.name}`;
    const levy = found.get(key);
    if (levy) levy.places.push(place);
    else found.set(key, { name: tax.name, rate, places: [place] });
  }
  return [...found.values()];
}

function taxOf(item: Item): Tax | null {
  return item.tax ?? null;
}

function withholdingOf(item: Item): Tax | null {
  return item.withholding ?? null;
}

function rateOf(tax: Tax | null): bigint {
  return tax ? (scaled(tax.rate, PLACES) ?? 0n) : 0n;
}

function shape(items: readonly Item[], lines: readonly Line[], subtotal: bigint, currency: string): Totals {
  const told = (minor: bigint) => ({ amount: plain(minor, placesOf(currency)), currency });
  const counted = lines.filter((line) => line.counted);
  const all = (of: (line: Line) => bigint) => sum(counted.map(of));
  const grouped = (taxes: readonly (Tax | null)[], of: (line: Line) => bigint) =>
    levies(taxes, lines).map(({ name, rate, places }) => {
      const on = (amount: (line: Line) => bigint) => told(sum(places.map((place) => amount(lines[place] as Line))));
      return { name, rate: rateText(rate), of: on((line) => line.net), amount: on(of) };
    });
  const [net, tax, withheld] = [all((line) => line.net), all((line) => line.tax), all((line) => line.withheld)];
  return {
    items: lines.map((line) => ({
      amount: told(line.amount),
      discount: told(line.discount),
      share: told(line.share),
      net: told(line.net),
      tax: told(line.tax),
      total: told(line.net + line.tax),
      withheld: told(line.withheld),
      counted: line.counted,
    })),
    sections: sections(items, lines).map(([title, amount]) => ({ title, amount: told(amount) })),
    subtotal: told(subtotal),
    discount_total: told(all((line) => line.discount + line.share)),
    net: told(net),
    taxes: grouped(items.map(taxOf), (line) => line.tax),
    tax_total: told(tax),
    total: told(net + tax),
    withholdings: grouped(items.map(withholdingOf), (line) => line.withheld),
    withheld: told(withheld),
    payable: told(net + tax - withheld),
  };
}

/** Neighbours under one heading; none where no item has one. */
function sections(items: readonly Item[], lines: readonly Line[]): [string, bigint][] {
  const found: [string, bigint][] = [];
  for (const [place, line] of lines.entries()) {
    const title = items[place]?.section ?? "";
    const amount = line.counted ? after(line) : 0n;
    const last = found.at(-1);
    if (last && (items[place - 1]?.section ?? "") === title) last[1] += amount;
    else found.push([title, amount]);
  }
  return found.some(([title]) => title) ? found : [];
}

/** A percentage without needless zeros. */
function rateText(rate: bigint): string {
  const text = plain(rate, PLACES);
  return text.replace(/\.?0+$/, "");
}
