import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { FileClock, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { More } from "../../layout/More";
import page from "../../layout/Page.module.css";
import { usePaged } from "../../live/usePaged";
import type { LedgerLine, LedgerState } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Select } from "../../ui/Field";
import { useNow } from "../../ui/now";
import { fileSize, precisely, shortDate } from "../../ui/time";
import * as api from "../api";
import { Section } from "../parts/Section";
import styles from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import { useChanges } from "../parts/useChanges";
import own from "./Ledger.module.css";
import { ReplayRange } from "./ReplayRange";
import { StateOfBody, useStateWord } from "./StateOfBody";

const STATES: readonly LedgerState[] = ["pending", "applied", "partly", "unreadable"];

/** Every webhook as it came in, and what became of it. */
export default function LedgerPage() {
  const { t, i18n } = useLingui();
  const word = useStateWord();
  const now = useNow();
  const [search, setSearch] = useState("");
  const [state, setState] = useState<LedgerState | "">("");
  const [asking, setAsking] = useState(false);
  const sought = useDeferredValue(search.trim());
  const query = new URLSearchParams({ ...(state && { state }), ...(sought && { q: sought }) });
  const { items, first, error, again, hasMore, more } = usePaged<LedgerLine>(query, api.ledger.list, []);
  const changes = useChanges(again);
  const counted = (line: LedgerLine) => Object.entries(line.counts).map(([became, count]) => `${count} ${word(became)}`);
  return (
    <Section
      broad
      title={<Trans>Ledger</Trans>}
      actions={
        <>
          <Button kind="quiet" onClick={again}>
            <Trans>Look again</Trans>
          </Button>
          <Button onClick={() => setAsking(true)}>
            <Trans>Apply a time span again</Trans>
          </Button>
        </>
      }
    >
      <div className={styles.filters} role="search">
        <label className={page.search}>
          <Search size={15} aria-hidden />
          <input type="search" value={search} maxLength={200} placeholder={t`What went wrong, or an id`} aria-label={t`Search`} onChange={(event) => setSearch(event.target.value)} />
        </label>
        <Select aria-label={t`State`} value={state} onChange={(event) => setState(event.target.value as LedgerState | "")}>
          <option value="">{t`Every state`}</option>
          {STATES.map((each) => (
            <option key={each} value={each}>
              {word(each)}
            </option>
          ))}
        </Select>
      </div>
      {changes.told}
      {(first || error) && <Waiting error={error} again={again} />}
      {!first && !error && items.length === 0 && (
        <EmptyState icon={<FileClock size={30} strokeWidth={1.3} />} title={<Trans>No webhook is like that</Trans>}>
          <Trans>What came in is kept here for some days, whatever became of it.</Trans>
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t`Webhooks`}>
          {items.map((line) => (
            <li key={line.id}>
              <Link to="/administration/ledger/$entry" params={{ entry: line.id }} className={`${styles.row} ${own.line}`}>
                <span className={styles.quiet}>{`${shortDate(line.received_at, now, i18n.locale)}, ${precisely(line.received_at, i18n.locale)}`}</span>
                <StateOfBody state={line.state} />
                <span className={own.reason}>{line.reason ? said(line.reason) : counted(line).join(", ")}</span>
                <span className={`${styles.quiet} ${styles.end}`}>{fileSize(line.size, i18n.locale)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {hasMore && <More onSeen={more} />}
      {asking && <ReplayRange changes={changes} onClose={() => setAsking(false)} />}
    </Section>
  );
}
