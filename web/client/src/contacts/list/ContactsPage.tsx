import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Download, Plus, SearchX, Upload, Users } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { useMe } from "../../live/hooks";
import type { Contact, Id } from "../../protocol";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Notice } from "../../ui/Notice";
import parts from "../../ui/parts.module.css";
import { BulkBar } from "../bulk/BulkBar";
import { chosenCount, EVERYBODY, isChosen, joined, NOBODY, toggled } from "../bulk/selection";
import { ExportMenu } from "../bulk/ExportMenu";
import { Frame } from "../parts/Frame";
import { useVocabulary } from "../parts/useVocabulary";
import { manages } from "../parts/words";
import { SaveSegment } from "../segments/SaveSegment";
import { chooseColumns, chosenColumns, useColumns } from "./columns";
import styles from "./ContactsPage.module.css";
import { Filters } from "./Filters";
import { NewContact } from "./NewContact";
import { asked, isNarrow, type Query, queryOf } from "./query";
import { Table } from "./Table";
import { useContactPages } from "./useContactPages";

const ICON = 16; // px

interface ContactsPageProps {
  query: Query;
  onQuery: (query: Query) => void;
  onOpen: (contact: Id) => void;
}

/** Everybody the office knows. */
export default function ContactsPage({ query: given, onQuery, onOpen }: ContactsPageProps) {
  const { t } = useLingui();
  const query = useMemo(() => queryOf({ ...given }), [given]);
  const pages = useContactPages(query);
  const vocabulary = useVocabulary();
  const all = manages(useMe()?.role);
  const [keys, setKeys] = useState(chosenColumns);
  const [selection, setSelection] = useState(NOBODY);
  const [asking, setAsking] = useState<"new" | "segment" | null>(null);
  const list = String(asked(query, { filters: true }));
  const [listed, setListed] = useState(list);
  if (listed !== list) {
    setListed(list); // others are listed now
    setSelection(NOBODY);
  }
  const every = useColumns(vocabulary.fields);
  const columns = useMemo(() => every.filter(({ key }) => keys.includes(key)), [every, keys]);
  const colours = useMemo(() => new Map(vocabulary.tags.map((tag) => [tag.name, tag])), [vocabulary.tags]);
  const anchor = useRef(0);
  const latest = useRef(pages);
  useEffect(() => {
    latest.current = pages;
  });
  const choose = useCallback(
    (contact: Contact, place: number, further: boolean): void => {
      const [from, to] = [Math.min(anchor.current, place), Math.max(anchor.current, place)];
      const between = further ? Array.from({ length: to - from + 1 }, (_, step) => latest.current.at(from + step)).filter((one) => one !== undefined) : [];
      anchor.current = place;
      setSelection((held) => (further && !isChosen(held, contact.id) ? joined(held, between) : toggled(held, contact)));
    },
    [],
  );
  return (
    <Frame
      still
      actions={
        <>
          {all && <ExportMenu query={query} icon={<Download size={ICON} aria-hidden />} />}
          {all && (
            <Link to="/contacts/import" className={parts.button} data-quiet>
              <Upload size={ICON} aria-hidden />
              <span>
                <Trans>Import</Trans>
              </span>
            </Link>
          )}
          <Button kind="main" onClick={() => setAsking("new")}>
            <Plus size={ICON} aria-hidden />
            <Trans>New contact</Trans>
          </Button>
        </>
      }
    >
      <Filters query={query} onQuery={onQuery} vocabulary={vocabulary} onSave={() => setAsking("segment")} columns={every} chosen={keys} onColumns={(chosen) => (setKeys(chosen), chooseColumns(chosen))} />
      <p className={styles.count} role="status">
        {pages.total !== null && <Plural value={pages.total} one="# contact" other="# contacts" />}
        {query.q && pages.total === BEST && ` · ${t`the best answers: more words narrow them`}`}
      </p>
      {pages.error && (
        <div className={styles.problem}>
          <Notice tone="bad" words={pages.error.message}>
            <Button onClick={pages.again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        </div>
      )}
      <Table
        pages={pages}
        query={query}
        columns={columns}
        colours={colours}
        selection={selection}
        onChoose={choose}
        onChooseAll={() => setSelection((held) => (held.all ? NOBODY : EVERYBODY))}
        onSort={(sort) => onQuery({ ...query, sort })}
        empty={<Nothing narrow={isNarrow(query)} onAll={() => onQuery({})} onNew={() => setAsking("new")} all={all} />}
      />
      <BulkBar selection={selection} count={chosenCount(selection, pages.total)} query={query} vocabulary={vocabulary} onDone={() => setSelection(NOBODY)} />
      {asking === "new" && <NewContact onClose={() => setAsking(null)} onAdded={onOpen} />}
      {asking === "segment" && <SaveSegment query={query} fields={vocabulary.fields} onClose={() => setAsking(null)} onSaved={(segment) => onQuery({ segment })} />}
    </Frame>
  );
}

const BEST = 200; // of whom words find more, the server lists the best

function Nothing({ narrow, onAll, onNew, all }: { narrow: boolean; onAll: () => void; onNew: () => void; all: boolean }): ReactNode {
  if (narrow) {
    return (
      <EmptyState
        icon={<SearchX size={30} strokeWidth={1.3} />}
        title={<Trans>Nobody is like that</Trans>}
        action={
          <Button onClick={onAll}>
            <Trans>Show all</Trans>
          </Button>
        }
      >
        <Trans>Take a filter away, or look for a part of the name, the number or the company.</Trans>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Users size={30} strokeWidth={1.3} />}
      title={<Trans>Nobody is here yet</Trans>}
      action={
        <Button kind="main" onClick={onNew}>
          <Trans>Add the first contact</Trans>
        </Button>
      }
    >
      {all ? <Trans>Whoever writes to you appears here by themselves. You can also import a file.</Trans> : <Trans>Whoever writes to you appears here by themselves.</Trans>}
    </EmptyState>
  );
}
