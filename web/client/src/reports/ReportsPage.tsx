import { Trans, useLingui } from "@lingui/react/macro";
import { Download, Printer } from "lucide-react";
import { useState } from "react";

import type { ProblemError } from "../http/problem";
import { Page } from "../layout/Page";
import { useLoaded } from "../live/useLoaded";
import { useSelect } from "../live/select";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { saveFile } from "../ui/saveFile";
import { useNow } from "../ui/now";
import * as api from "./api";
import { Campaigns } from "./Campaigns";
import { Failures } from "./Failures";
import { Figures } from "./Figures";
import { Filters } from "./Filters";
import { Quotations } from "./Quotations";
import { before, dayIn, paramsOf, rangeOf, type Search, searchOf } from "./range";
import styles from "./Reports.module.css";
import { Subjects } from "./Subjects";
import { Trends } from "./Trends";
import { Week } from "./Week";
import { useDays } from "./words";

const ICON = 16; // px

interface ReportsPageProps {
  search: Search;
  onSearch: (search: Search) => void;
}

/** How the office fared over some days, beside the days before. */
export default function ReportsPage({ search: given, onSearch }: ReportsPageProps) {
  const { t } = useLingui();
  const search = searchOf(given);
  const setting = useSelect((state) => state.settings.get("time_zone"));
  const zone = typeof setting === "string" ? setting : undefined;
  const today = dayIn(zone, useNow());
  const range = rangeOf(search, today);
  const compared = search.compare === false ? null : before(range);
  const now = useLoaded(paramsOf(range), (signal) => api.figures(range, signal));
  const then = useLoaded(compared && paramsOf(compared), (signal) => (compared ? api.figures(compared, signal) : Promise.reject(new Error("nothing to compare with"))));
  const [refused, setRefused] = useState<string | null>(null);
  const days = useDays();
  const save = (): void => {
    setRefused(null);
    api.table(range).then(
      (file) => saveFile(file, `report-${range.since}-${range.until}.csv`),
      (problem: ProblemError) => setRefused(problem.message),
    );
  };
  const actions = (
    <>
      <Button onClick={() => window.print()}>
        <Printer size={ICON} aria-hidden />
        <Trans>Print</Trans>
      </Button>
      <Button onClick={save}>
        <Download size={ICON} aria-hidden />
        <Trans>Download (CSV)</Trans>
      </Button>
    </>
  );
  const earlier = compared ? then.value : null;
  return (
    <Page title={<Trans>Reports</Trans>} actions={actions} actionsName={t`For this report`}>
      <Filters search={search} range={range} onSearch={onSearch} />
      <p className={styles.span}>
        {days(range)}
        {compared && (
          <span>
            <Trans>compared with {days(compared)}</Trans>
          </span>
        )}
      </p>
      {(now.error || refused) && (
        <div>
          <Notice tone="bad" words={now.error?.message ?? refused}>
            <Button onClick={now.error ? now.again : save}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        </div>
      )}
      <div className={styles.page}>
        <Figures now={now.value} then={earlier} />
        <Trends now={now.value} then={earlier} />
        <Week now={now.value} />
        <div className={styles.pair}>
          <Subjects title={<Trans>By person</Trans>} subjects={now.value?.agents ?? null} then={earlier?.agents ?? null} kind="person" />
          <Subjects title={<Trans>By number</Trans>} subjects={now.value?.channels ?? null} then={earlier?.channels ?? null} kind="number" />
        </div>
        <Quotations range={range} />
        <Campaigns range={range} zone={zone} />
        <Failures now={now.value} />
      </div>
    </Page>
  );
}
