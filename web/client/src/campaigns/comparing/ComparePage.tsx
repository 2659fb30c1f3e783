import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import { Back } from "../../layout/Back";
import { Page } from "../../layout/Page";
import { useLoaded } from "../../live/useLoaded";
import type { ComparedCampaign, Id } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { useNow } from "../../ui/now";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import parts from "../../ui/parts.module.css";
import { Skeleton } from "../../ui/Skeleton";
import { shortDate } from "../../ui/time";
import * as api from "../api";
import { isPriced, money } from "../parts/figures";
import { StateMark } from "../parts/StateMark";
import { titleOf } from "../../live/template";
import { useMeasureWord } from "../parts/useMeasureWord";
import { RateWords } from "../running/Funnel";
import outcome from "../running/Outcome.module.css";
import styles from "./Compare.module.css";

const MEASURES = ["delivered", "read", "replied", "clicked", "failed"] as const;

/** Campaigns side by side. */
export default function ComparePage({ ids }: { ids: readonly Id[] }) {
  const { t } = useLingui();
  const { value, error, again } = useLoaded(ids.length > 0 ? ids.join() : null, (signal) => api.compare(ids, signal));
  return (
    <Page title={<Trans>Campaigns compared</Trans>} back={<Back to="/campaigns" name={t`All campaigns`} />}>
      <div className={outcome.body}>
        {ids.length === 0 && (
          <EmptyState
            title={<Trans>Nothing to compare yet</Trans>}
            action={
              <Link to="/campaigns" className={parts.button}>
                <Trans>All campaigns</Trans>
              </Link>
            }
          >
            <Trans>Tick two or more campaigns in the list.</Trans>
          </EmptyState>
        )}
        {error && (
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        )}
        {ids.length > 0 && !value && !error && (
          <Panel>
            <Skeleton height={240} />
          </Panel>
        )}
        {value && (
          <>
            <Panel>
              <div className={outcome.scroll}>
                <SideBySide campaigns={value.campaigns} />
              </div>
            </Panel>
            {value.notes.length > 0 && <Notice tone="mark" words={value.notes.map(said).join(" ")} />}
          </>
        )}
      </div>
    </Page>
  );
}

function SideBySide({ campaigns }: { campaigns: readonly ComparedCampaign[] }) {
  const { i18n } = useLingui();
  const now = useNow();
  const word = useMeasureWord();
  const best = (measure: string): number => Math.max(...campaigns.map((one) => one.rates[measure]?.percent ?? -1));
  return (
    <table className={styles.compared}>
      <thead>
        <tr>
          <td aria-hidden />
          {campaigns.map((one) => (
            <th key={one.id} scope="col">
              <Link to="/campaigns/$campaign" params={{ campaign: one.id }} dir="auto">
                {one.name}
              </Link>
              <StateMark state={one.state} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">
            <Trans>Template</Trans>
          </th>
          {campaigns.map((one) => (
            <td key={one.id}>{one.template ? titleOf(one.template) : "–"}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">
            <Trans>Started</Trans>
          </th>
          {campaigns.map((one) => (
            <td key={one.id}>{one.started_at ? shortDate(one.started_at, now, i18n.locale) : "–"}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">{word("sent")}</th>
          {campaigns.map((one) => (
            <td key={one.id}>{i18n.number(one.reached.sent ?? 0)}</td>
          ))}
        </tr>
        {MEASURES.map((measure) => (
          <tr key={measure}>
            <th scope="row">{word(measure)}</th>
            {campaigns.map((one) => {
              const rate = one.rates[measure];
              return (
                <td key={one.id}>
                  <span className={styles.rate}>
                    <span className={styles.bar} aria-hidden>
                      <span style={{ width: `${Math.max(0, ((rate?.percent ?? 0) / Math.max(1, best(measure))) * 100)}%` }} data-bad={measure === "failed" || undefined} />
                    </span>
                    <RateWords rate={rate} />
                  </span>
                </td>
              );
            })}
          </tr>
        ))}
        <tr>
          <th scope="row">{word("opted_out")}</th>
          {campaigns.map((one) => (
            <td key={one.id}>{i18n.number(one.reached.opted_out ?? 0)}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">
            <Trans>Cost</Trans>
          </th>
          {campaigns.map((one) => (
            <td key={one.id}>{isPriced(one.cost) ? money(one.cost.amount, one.cost.currency, i18n.locale) : "–"}</td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}
