/** The currencies of ISO 4217 a price can be named in, by how many decimal places they have; the same as the server's. */
const CODES: Record<number, string> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  2:
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK " +
    "DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP " +
    "LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD " +
    "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD " +
    "XCG YER ZAR ZMW ZWG",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};

const PLACES = new Map(Object.entries(CODES).flatMap(([places, codes]) => codes.split(" ").map((code) => [code, Number(places)] as const)));

export const CURRENCIES: readonly string[] = [...PLACES.keys()].sort();
export const MOST = 10n ** 15n; // minor units one amount may hold

/** How many decimal places it has; 2 for what this page does not know. */
export function placesOf(currency: string): number {
  return PLACES.get(currency) ?? 2;
}

/** "Thai Baht" in the reader's language; the code where the browser knows no name. */
export function currencyName(currency: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: "currency", fallback: "code" }).of(currency) ?? currency;
}
