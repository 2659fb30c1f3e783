import { Trans, useLingui } from "@lingui/react/macro";
import { Download, ExternalLink, FileText } from "lucide-react";

import type { Id } from "../../protocol";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { Skeleton } from "../../ui/Skeleton";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { PageCanvas } from "./PageCanvas";
import styles from "./Preview.module.css";
import { usePaper } from "./usePaper";

const ICON = 16; // px

export interface PreviewProps {
  /** null: nothing is kept yet. */
  quotation: Id | null;
  version: number;
  /** An earlier version's paper. */
  revision?: number | null;
  name: string;
  /** What the form holds is newer than the paper. */
  behind?: boolean;
}

/** The paper as the customer gets it, drawn anew a moment after each change. */
export default function Preview({ quotation, version, revision = null, name, behind = false }: PreviewProps) {
  const { t } = useLingui();
  const { paper, file, error, again, drawing } = usePaper(quotation, version, revision);
  if (!quotation) {
    return (
      <EmptyState icon={<FileText size={30} strokeWidth={1.3} />} title={<Trans>The paper appears here</Trans>}>
        <Trans>As soon as there is a customer and something to offer, it is drawn here and follows what you write.</Trans>
      </EmptyState>
    );
  }
  return (
    <section className={styles.preview} aria-label={t`Preview`} aria-busy={drawing || behind}>
      <header className={styles.tools}>
        <span role="status">{paper ? pages(paper.numPages, drawing || behind) : <Trans>Drawing the paper…</Trans>}</span>
        <IconButton label={t`Open in a new tab`} icon={<ExternalLink size={ICON} />} disabled={!file} onClick={() => file && open(file)} />
        <IconButton label={t`Download`} icon={<Download size={ICON} />} disabled={!file} onClick={() => file && save(file, name)} />
      </header>
      {error && (
        <div className={styles.problem}>
          <Notice tone="bad" words={error.message}>
            <Button onClick={again}>
              <Trans>Try again</Trans>
            </Button>
          </Notice>
        </div>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be scrolled by keys */}
      <div className={styles.pages} role="group" aria-label={t`Pages`} tabIndex={0}>
        {paper ? (
          Array.from({ length: paper.numPages }, (_, place) => <PageCanvas key={place} document={paper} number={place + 1} />)
        ) : (
          !error && <PaperSkeleton />
        )}
      </div>
    </section>
  );
}

function pages(count: number, behind: boolean) {
  if (behind) return <Trans>Following what you write…</Trans>;
  return count === 1 ? <Trans>1 page</Trans> : <Trans>{count} pages</Trans>;
}

function PaperSkeleton() {
  return (
    <div className={styles.skeleton}>
      <Skeleton width="34%" height={26} />
      <Skeleton width="52%" height={12} />
      <Skeleton height={180} />
      <Skeleton width="40%" height={60} />
    </div>
  );
}

function open(file: Blob): void {
  const url = URL.createObjectURL(file);
  window.open(url, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function save(file: Blob, name: string): void {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `${name}.pdf` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
