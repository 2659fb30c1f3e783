import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { useHearing } from "../live/useHearing";
import { useLoaded } from "../live/useLoaded";
import type { CurrencyTotal, QuotationState } from "../protocol";
import { Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import parts from "../ui/parts.module.css";
import { Skeleton } from "../ui/Skeleton";
import * as api from "./api";
import type { Range } from "./range";
import { paramsOf } from "./range";
import styles from "./Reports.module.css";

const ORDER: readonly QuotationState[] = ["draft", "issued", "sent", "seen", "change_requested", "accepted", "declined", "expired", "void"];
const TONES: Partial<Record<QuotationState, string>> = { accepted: "good", declined: "bad", expired: "mark", void: "bad" };

/** The quotations begun in these days: how many stand where, and what they come to. */
export function Quotations({ range }: { range: Range }) {
  const { t, i18n } = useLingui();
  const { value, error, again } = useLoaded(`quotations ${paramsOf(range)}`, (signal) => api.quotations(range, signal));
  useHearing(["quotation.changed", "quotation.removed"], again);
  const words: Record<QuotationState, string> = {
    draft: t`Drafts`,
    issued: t`Issued`,
    sent: t`Sent`,
    seen: t`Opened`,
    accepted: t`Accepted`,
    declined: t`Declined`,
    change_requested: t`A change is wanted`,
    expired: t`Expired`,
    void: t`Void`,
  };
  const rows = value && [...value.totals].sort((one, other) => one.total.currency.localeCompare(other.total.currency) || ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
  const most = Math.max(1, ...(rows ?? []).map(({ count }) => count));
  return (
    <Panel
      title={<Trans>Quotations</Trans>}
      words={range.channel ? <Trans>Of all numbers: a quotation may belong to none.</Trans> : undefined}
      acts={
        <Link to="/quotations" search={{}} className={parts.button} data-quiet>
          <Trans>All</Trans>
        </Link>
      }
    >
      {error && !value && <Notice tone="bad" words={error.message} />}
      {!value && !error && <Skeleton height={120} />}
      {rows?.length === 0 && (
        <p className={styles.none}>
          <Trans>No quotation was begun in these days.</Trans>
        </p>
      )}
      {rows && rows.length > 0 && (
        <ul className={styles.bars}>
          {rows.map((row) => (
            <li key={`${row.total.currency} ${row.state}`}>
              <span>{words[row.state]}</span>
              <span className={styles.bar} data-tone={TONES[row.state]} aria-hidden>
                <i style={{ width: `${(row.count / most) * 100}%` }} />
              </span>
              <span>{row.count.toLocaleString(i18n.locale)}</span>
              <b>{money(row, i18n.locale)}</b>
            </li>
          ))}
        </ul>
      )}
      {rows && <Won rows={rows} />}
      {value && !value.complete && (
        <p className={styles.none}>
          <Trans>These are the newest 20,000.</Trans>
        </p>
      )}
    </Panel>
  );
}

/** Of those the customer has decided about. */
function Won({ rows }: { rows: readonly CurrencyTotal[] }) {
  const { i18n } = useLingui();
  const sum = (...states: QuotationState[]): number => rows.filter(({ state }) => states.includes(state)).reduce((total, { count }) => total + count, 0);
  const decided = sum("accepted", "declined", "expired");
  if (decided === 0) return null;
  const share = (sum("accepted") / decided).toLocaleString(i18n.locale, { style: "percent", maximumFractionDigits: 0 });
  return (
    <p className={styles.none}>
      <Trans>{share} of those decided were accepted.</Trans>
    </p>
  );
}

function money({ total: { amount, currency } }: CurrencyTotal, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "code" }).format(Number(amount));
}
