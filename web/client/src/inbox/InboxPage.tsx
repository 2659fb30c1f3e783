import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { SquarePen } from "lucide-react";
import { type ReactNode, useDeferredValue, useState } from "react";

import type { Filter } from "../live/filters";
import { useCounts } from "../live/hooks";
import { IconButton } from "../ui/IconButton";
import { ConversationList } from "./ConversationList";
import { InboxFilters } from "./InboxFilters";
import styles from "./Inbox.module.css";
import { SearchField } from "./SearchField";
import { SearchResults } from "./SearchResults";
import { ShortcutHelp } from "./ShortcutHelp";

export interface InboxPageProps {
  filter: Filter;
  /** The conversation that is open beside the list; on a phone it takes its place. */
  current: string | null;
  /** How the connection is, in one mark. */
  mark?: ReactNode;
  onNew: () => void;
  children: ReactNode;
}

/** The list on the left and the open conversation beside it. */
export default function InboxPage({ filter, current, mark, onNew, children }: InboxPageProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  return (
    <div className={styles.inbox} data-open={current !== null || undefined}>
      <section className={styles.list} aria-label={t`Inbox`}>
        <header className={styles.head}>
          <h1>
            <Trans>Inbox</Trans>
            <OpenCount />
            <span className={styles.mark}>{mark}</span>
            <IconButton label={t`New conversation`} icon={<SquarePen size={17} />} onClick={onNew} />
          </h1>
          <SearchField value={typed} onChange={setTyped} />
          {!search && <InboxFilters current={filter} />}
        </header>
        {search ? (
          <SearchResults search={search} filter={filter} current={current} />
        ) : (
          <ConversationList key={filter} filter={filter} search="" current={current} />
        )}
      </section>
      <div className={styles.side}>{children}</div>
      <ShortcutHelp />
    </div>
  );
}

function OpenCount() {
  const counts = useCounts();
  if (!counts) return null;
  return (
    <small>
      <Plural value={counts.all} one="# open" other="# open" />
    </small>
  );
}
