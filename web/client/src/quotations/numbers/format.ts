import type { Money } from "../../protocol";
import { placesOf } from "./currencies";

const SHARED = new Set(["$", "£", "¥", "kr", "Rs"]); // signs of several currencies: there the longer form says which

const formats = new Map<string, Intl.NumberFormat>();

/** `฿2,377.65`, in the reader's figures; exact, whatever the size. */
export function money({ amount, currency }: Money, locale: string): string {
  return format(`${locale}/${currency}/money`, () => moneyFormat(currency, locale)).format(amount as Intl.StringNumericLiteral);
}

/** `2,377.65`: where the currency stands once for all. */
export function figure({ amount, currency }: Money, locale: string): string {
  return format(`${locale}/${currency}/figure`, () => new Intl.NumberFormat(locale, figures(currency))).format(amount as Intl.StringNumericLiteral);
}

/** `12.5`, a number that is no money. */
export function number(text: string, locale: string): string {
  return format(`${locale}/number`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: 9 })).format(text as Intl.StringNumericLiteral);
}

function moneyFormat(currency: string, locale: string): Intl.NumberFormat {
  const options = { style: "currency", currency, ...figures(currency) } as const;
  const narrow = new Intl.NumberFormat(locale, { ...options, currencyDisplay: "narrowSymbol" });
  const sign = narrow.formatToParts(0).find(({ type }) => type === "currency")?.value ?? "";
  return SHARED.has(sign) ? new Intl.NumberFormat(locale, options) : narrow;
}

function figures(currency: string): Intl.NumberFormatOptions {
  const places = placesOf(currency);
  return { minimumFractionDigits: places, maximumFractionDigits: places };
}

function format(key: string, make: () => Intl.NumberFormat): Intl.NumberFormat {
  let made = formats.get(key);
  if (!made) formats.set(key, (made = make()));
  return made;
}
