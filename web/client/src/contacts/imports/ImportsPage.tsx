import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import page from "../../layout/Page.module.css";
import { More } from "../../layout/More";
import { usePaged } from "../../live/usePaged";
import type { Id, Import } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Mark } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import { Frame } from "../parts/Frame";
import styles from "../words/Words.module.css";
import { stateWord, TONES } from "./stateWord";
import { Upload } from "./Upload";

const EVERYTHING = new URLSearchParams();

/** A file to be imported, and the imports there were. */
export default function ImportsPage({ onBegun }: { onBegun: (id: Id) => void }) {
  const { t } = useLingui();
  const { items, hasMore, more, error, again } = usePaged<Import>(EVERYTHING, api.imports.list, ["import.changed"]);
  return (
    <Frame>
      <Upload onBegun={onBegun} />
      {error && (
        <div className={page.problem}>
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        </div>
      )}
      <div className={page.table}>
        {items.length > 0 && (
          <ul aria-label={t`Imports`}>
            {items.map((one) => (
              <li key={one.id} className={styles.entry}>
                <span className={styles.name}>
                  <Link to="/contacts/import/$import" params={{ import: one.id }} dir="auto">
                    {one.name}
                  </Link>
                </span>
                <span className={styles.count}>
                  <Plural value={one.rows} one="# row" other="# rows" />
                </span>
                <Mark tone={TONES[one.state]}>{stateWord(one)}</Mark>
                <TimeAgo at={one.created_at} className={styles.count} />
              </li>
            ))}
          </ul>
        )}
        {hasMore && <More onSeen={more} />}
      </div>
    </Frame>
  );
}
