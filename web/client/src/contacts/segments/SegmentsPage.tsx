import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Pencil, Plus, ScanSearch, Trash2 } from "lucide-react";
import { useState } from "react";

import page from "../../layout/Page.module.css";
import { useMe } from "../../live/hooks";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import { useTable } from "../../live/useTable";
import type { Segment } from "../../protocol";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { Frame } from "../parts/Frame";
import { useLists, useVocabulary } from "../parts/useVocabulary";
import { manages } from "../parts/words";
import styles from "../words/Words.module.css";
import { SegmentDialog } from "./SegmentDialog";
import { useTestWords } from "./testWords";
import type { Expression } from "./tree";

const givenOf = ({ name, filter }: Segment): object => ({ name, filter });

/** Saved filters: whoever fits is in them by themselves. */
export default function SegmentsPage() {
  const { t } = useLingui();
  const all = manages(useMe()?.role);
  const vocabulary = useVocabulary();
  const lists = useLists(all);
  const table = useTable<Segment>(api.segments, "segments", "", ["segment.changed", "segment.removed"], givenOf);
  const [edited, setEdited] = useState<Segment | "new" | null>(null);
  const tell = useTestWords(vocabulary.fields, lists);
  const add = all && (
    <Button kind="main" onClick={() => setEdited("new")}>
      <Plus size={16} aria-hidden />
      <Trans>New segment</Trans>
    </Button>
  );
  return (
    <Frame actions={add}>
      {(table.error || table.deleted) && (
        <div className={page.problem}>
          {table.error && (
            <Notice tone="bad" words={table.error.message}>
              <Button onClick={table.again}>
                <Trans>Try again</Trans>
              </Button>
            </Notice>
          )}
          {table.deleted && (
            <Notice words={<Trans>Deleted: {table.deleted.name}</Trans>}>
              <Button onClick={table.undo}>
                <Trans>Undo</Trans>
              </Button>
              <Button kind="quiet" onClick={table.forget}>
                <Trans>All right</Trans>
              </Button>
            </Notice>
          )}
        </div>
      )}
      <div className={page.table}>
        {!table.items && !table.error && <Skeleton height={140} />}
        {table.items?.length === 0 && (
          <EmptyState icon={<ScanSearch size={30} strokeWidth={1.3} />} title={<Trans>No segment yet</Trans>} action={add}>
            <Trans>A segment is a filter under a name: for campaigns, and for finding the same people again.</Trans>
          </EmptyState>
        )}
        {table.items && table.items.length > 0 && (
          <ul aria-label={t`Segments`}>
            {table.items.map((segment) => (
              <li key={segment.id} className={styles.entry}>
                <span className={styles.name}>
                  <div>
                    <Link to="/contacts" search={{ segment: segment.id }} dir="auto">
                      {segment.name}
                    </Link>
                    <small dir="auto">{tell(segment.filter as Expression)}</small>
                  </div>
                </span>
                <Count segment={segment} />
                {all && (
                  <span className={styles.acts}>
                    <IconButton label={t`Change ${segment.name}`} icon={<Pencil size={15} />} onClick={() => setEdited(segment)} />
                    <IconButton label={t`Delete ${segment.name}`} icon={<Trash2 size={15} />} onClick={() => table.remove(segment)} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      {edited && <SegmentDialog segment={edited === "new" ? null : edited} vocabulary={vocabulary} lists={lists} onClose={() => setEdited(null)} />}
    </Frame>
  );
}

const SOON = 2_000; // ms; counting is dear

function Count({ segment }: { segment: Segment }) {
  const [asked, setAsked] = useState(0);
  const { value } = useLoaded(`count/${segment.id}/${segment.version}/${asked}`, (signal) => api.segments.count(segment.id, signal));
  const [shown, setShown] = useState<number | null>(null);
  if (value !== null && value !== shown) setShown(value);
  useHearing(["contacts.imported", "contact.changed", "contact.merged", "contact.deleted"], () => setTimeout(() => setAsked((times) => times + 1), SOON));
  if (shown === null) return <Skeleton width={70} />;
  return (
    <span className={styles.count}>
      <Plural value={shown} one="# contact" other="# contacts" />
    </span>
  );
}
