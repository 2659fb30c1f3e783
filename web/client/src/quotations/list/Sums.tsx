import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { CurrencyTotal, QuotationState } from "../../protocol";
import { placesOf } from "../numbers/currencies";
import { plain, scaled, sum } from "../numbers/decimal";
import { money } from "../numbers/format";
import styles from "./List.module.css";
import type { Query } from "./query";
import { useSums } from "./useQuotations";

const WAITING: readonly QuotationState[] = ["issued", "sent", "seen", "change_requested"];

interface InCurrency {
  currency: string;
  count: number;
  total: string;
  waiting: string;
  accepted: string;
}

/** What the listed quotations come to, a line for each currency. */
export function Sums({ query, onQuery }: { query: Query; onQuery: (query: Query) => void }) {
  const { t, i18n } = useLingui();
  const { value } = useSums(query);
  const shown = value ? byCurrency(value.totals) : [];
  if (shown.length === 0) return null;
  const told = (amount: string, currency: string): string => money({ amount, currency }, i18n.locale);
  return (
    <ul className={styles.sums} aria-label={t`What they come to`}>
      {shown.map(({ currency, count, total, waiting, accepted }) => (
        <li key={currency}>
          <button type="button" aria-pressed={query.currency === currency} title={t`Only ${currency}`} onClick={() => onQuery({ ...query, currency: query.currency === currency ? undefined : currency })}>
            <b>{told(total, currency)}</b>
            <span>
              <Plural value={count} one="# quotation" other="# quotations" />
            </span>
            {isSome(waiting) && (
              <span>
                <Trans>{told(waiting, currency)} waits for an answer</Trans>
              </span>
            )}
            {isSome(accepted) && (
              <span>
                <Trans>{told(accepted, currency)} accepted</Trans>
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

function isSome(amount: string): boolean {
  return /[1-9]/.test(amount);
}

/** The states of a currency added up: all, those the customer may still answer, and those accepted. */
export function byCurrency(totals: readonly CurrencyTotal[]): InCurrency[] {
  const currencies = [...new Set(totals.map(({ total }) => total.currency))];
  return currencies.map((currency) => {
    const own = totals.filter(({ total }) => total.currency === currency);
    const added = (states: readonly QuotationState[] | null): string => {
      const found = own.filter(({ state }) => !states || states.includes(state));
      return plain(sum(found.map(({ total }) => scaled(total.amount, placesOf(currency)) ?? 0n)), placesOf(currency));
    };
    return { currency, count: own.reduce((all, { count }) => all + count, 0), total: added(null), waiting: added(WAITING), accepted: added(["accepted"]) };
  });
}
