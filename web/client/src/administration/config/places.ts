/** Countries with telephone numbers of their own, by ISO 3166; those customers here come from first. */
const NEAR = ["TH", "LA", "KH", "MM", "MY", "SG", "VN", "ID", "PH", "JP", "KR", "CN", "HK", "TW", "IN"];
const FURTHER =
  "AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CO CR CU CV CW CX CY CZ " +
  "DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HN HR HT HU IE IL IM IO IQ IR IS IT JE JM JO KE KG " +
  "KI KM KN KP KW KY KZ LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MN MO MP MQ MR MS MT MU MV MW MX MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG " +
  "PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TJ TK TL TM TN TO TR TT TV TZ UA UG US UY UZ VA VC " +
  "VE VG VI VU WF WS XK YE YT ZA ZM ZW";

export const COUNTRIES: readonly string[] = [...NEAR, ...FURTHER.split(" ")];

export function countryName(code: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: "region", fallback: "code" }).of(code) ?? code;
}

/** All the browser knows, and what is set, whether it knows it or not. */
export function timeZones(current: string): readonly string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return known.includes(current) ? known : [current, ...known];
}
