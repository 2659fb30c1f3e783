import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { Cost } from "../../protocol";
import { said } from "../../said/said";
import { isPriced, money } from "./figures";
import styles from "./CostTable.module.css";

const MOST_NAMED = 10; // countries

/** What the provider asks for it, from dated prices, and what is not known of that. */
export function CostTable({ cost, past = false }: { cost: Cost; past?: boolean }) {
  const { i18n } = useLingui();
  const country = new Intl.DisplayNames([i18n.locale], { type: "region" });
  const dated = new Intl.DateTimeFormat(i18n.locale === "en" ? "en-GB" : i18n.locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(cost.effective));
  const unknown = cost.unknown.filter((code) => /^[A-Z]{2}$/.test(code)).slice(0, MOST_NAMED);
  const uncounted = cost.lines.filter((line) => line.amount === null).reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={styles.cost}>
      {isPriced(cost) ? (
        <p>
          <b>{money(cost.amount, cost.currency, i18n.locale)}</b>
          <span>
            {past ? <Trans>so far, at the prices of {dated}</Trans> : <Trans>estimated at the prices of {dated}, if all are delivered outside of open conversations</Trans>}
          </span>
        </p>
      ) : (
        <p>
          <b>
            <Trans>No price known</Trans>
          </b>
        </p>
      )}
      {uncounted > 0 && (
        <p className={styles.unknown}>
          <Plural value={uncounted} one="# message is not counted: its price is not known" other="# messages are not counted: their price is not known" />
          {unknown.length > 0 && ` (${unknown.map((code) => nameOf(country, code)).join(", ")})`}
        </p>
      )}
      {cost.lines.length > 0 && (
        <details>
          <summary>
            <Trans>By country</Trans>
          </summary>
          <table>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Country</Trans>
                </th>
                <th scope="col">
                  <Trans>Category</Trans>
                </th>
                <th scope="col">
                  <Trans>Messages</Trans>
                </th>
                <th scope="col">
                  <Trans>Price</Trans>
                </th>
                <th scope="col">
                  <Trans>Together</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {cost.lines.map((line, place) => (
                <tr key={place}>
                  <td>{line.country ? nameOf(country, line.country) : "–"}</td>
                  <td>{line.category?.toLowerCase() ?? "–"}</td>
                  <td>{i18n.number(line.count)}</td>
                  <td>{line.price === null ? "–" : money(line.price, cost.currency, i18n.locale)}</td>
                  <td>{line.amount === null ? "–" : money(line.amount, cost.currency, i18n.locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={styles.source}>{[cost.source, ...cost.caveats].map(said).join(" ")}</p>
        </details>
      )}
    </div>
  );
}

function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
