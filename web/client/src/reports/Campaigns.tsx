import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { useHearing } from "../live/useHearing";
import { useLoaded } from "../live/useLoaded";
import { Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import parts from "../ui/parts.module.css";
import { Skeleton } from "../ui/Skeleton";
import * as api from "./api";
import { outcomes } from "./outcomes";
import type { Range } from "./range";
import styles from "./Reports.module.css";
import { Scroll } from "./Scroll";

/** What became of the campaigns that were sent in these days. */
export function Campaigns({ range, zone }: { range: Range; zone: string | undefined }) {
  const { t, i18n } = useLingui();
  const { value, error, again } = useLoaded(`campaigns ${range.channel ?? ""}`, (signal) => api.campaigns(range, signal));
  useHearing(["campaign.changed", "campaign.removed"], again);
  const rows = value && outcomes(value.items, range, zone);
  const share = (part: number, whole: number): string => (whole === 0 ? "–" : (part / whole).toLocaleString(i18n.locale, { style: "percent", maximumFractionDigits: 0 }));
  return (
    <Panel
      title={<Trans>Campaigns</Trans>}
      acts={
        <Link to="/campaigns" search={{}} className={parts.button} data-quiet>
          <Trans>All</Trans>
        </Link>
      }
    >
      {error && !value && <Notice tone="bad" words={error.message} />}
      {!value && !error && <Skeleton height={90} />}
      {rows?.length === 0 && (
        <p className={styles.none}>
          <Trans>No campaign was sent in these days.</Trans>
        </p>
      )}
      {rows && rows.length > 0 && (
        <Scroll name={t`Campaigns`}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Campaign</Trans>
                </th>
                <th scope="col">
                  <Trans>Sent</Trans>
                </th>
                <th scope="col">
                  <Trans>Delivered</Trans>
                </th>
                <th scope="col">
                  <Trans>Read</Trans>
                </th>
                <th scope="col">
                  <Trans>Replied</Trans>
                </th>
                <th scope="col">
                  <Trans>Failed</Trans>
                </th>
                <th scope="col">
                  <Trans>Opted out</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">
                    <Link to="/campaigns/$campaign" params={{ campaign: row.id }} search={{}} dir="auto">
                      {row.name}
                    </Link>
                  </th>
                  <td>{row.sent.toLocaleString(i18n.locale)}</td>
                  <td>{share(row.delivered, row.sent)}</td>
                  <td>{share(row.read, row.sent)}</td>
                  <td>{share(row.replied, row.sent)}</td>
                  <td>{row.failed.toLocaleString(i18n.locale)}</td>
                  <td>{row.optedOut.toLocaleString(i18n.locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
