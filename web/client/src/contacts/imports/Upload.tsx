import { Trans, useLingui } from "@lingui/react/macro";
import { FileSpreadsheet } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";

import { useActing } from "../../live/useActing";
import type { Id } from "../../protocol";
import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import { Progress } from "../parts/Progress";
import styles from "./Imports.module.css";

/** Where a file is dropped or chosen; nothing is imported before one has seen what would happen. */
export function Upload({ onBegun }: { onBegun: (id: Id) => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const field = useRef<HTMLInputElement>(null);
  const leaving = useRef<AbortController | null>(null);
  const [list, setList] = useState("");
  const [sent, setSent] = useState<number | null>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined): void => {
    if (!file) return;
    leaving.current = new AbortController();
    const { signal } = leaving.current;
    setSent(0);
    void acting
      .run(async () => onBegun((await api.imports.begin(file, list.trim(), setSent, signal)).id))
      .finally(() => setSent(null));
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const problem = acting.problem?.name === "AbortError" ? null : acting.problem; // cancelled by oneself
  return (
    <div className={styles.upload}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping is a further way; the button is the one for all */}
      <div className={styles.drop} data-over={over || undefined} onDragOver={(event) => (event.preventDefault(), setOver(true))} onDragLeave={() => setOver(false)} onDrop={drop}>
        <FileSpreadsheet size={30} strokeWidth={1.3} aria-hidden />
        <h2>
          <Trans>Import contacts from a file</Trans>
        </h2>
        <p>
          <Trans>CSV or Excel, up to 100,000 rows, the first row with the names of the columns. First you see what would happen; nothing changes before you say so.</Trans>
        </p>
        {sent === null ? (
          <Button kind="main" onClick={() => field.current?.click()}>
            <Trans>Choose a file</Trans>
          </Button>
        ) : (
          <div className={styles.sending}>
            <Progress label={t`Uploading`} done={Math.round(sent * 100)} total={100} />
            <Button kind="quiet" onClick={() => leaving.current?.abort()}>
              <Trans>Cancel</Trans>
            </Button>
          </div>
        )}
        <input ref={field} type="file" hidden aria-label={t`File of contacts`} accept=".csv,.tsv,.txt,.xlsx" onChange={(event) => (take(event.target.files?.[0]), (event.target.value = ""))} />
        <Field label={<Trans>Put everybody in it on a list (may stay empty)</Trans>} className={styles.list}>
          <Input dir="auto" value={list} maxLength={100} disabled={sent !== null} onChange={(event) => setList(event.target.value)} />
        </Field>
      </div>
      {problem && <Notice tone="bad" words={problem.message} />}
    </div>
  );
}
