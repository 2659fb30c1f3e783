import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Upload } from "lucide-react";
import { useEffect, useState } from "react";

import { useActing } from "../../../live/useActing";
import { useHearing } from "../../../live/useHearing";
import type { AudienceList, Import } from "../../../protocol";
import { said } from "../../../said/said";
import { Notice } from "../../../ui/Notice";
import parts from "../../../ui/parts.module.css";
import * as api from "../../api";
import styles from "./Step.module.css";

const LOOK_AGAIN = 1_000; // ms
const ENDED = new Set(["done", "failed", "cancelled"]);

/** A file of people becomes a list of its name. */
export function BringIn({ onList }: { onList: (list: AudienceList) => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const [job, setJob] = useState<Import | null>(null);
  const [sent, setSent] = useState(0);
  const running = job !== null && !ENDED.has(job.state);
  const follow = async (id: string): Promise<void> => {
    const now = await api.imported(id);
    setJob(now);
    if (now.state !== "done" || !now.list_name) return;
    const made = (await api.lists(now.list_name)).find((list) => list.name === now.list_name);
    if (made) onList(made);
  };
  useHearing(["import.changed"], () => job && running && void follow(job.id));
  useEffect(() => {
    if (!job || !running) return;
    const timer = setTimeout(() => void acting.run(() => follow(job.id)), LOOK_AGAIN);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- asked again after each answer
  }, [job]);
  const take = (file: File | undefined): void => {
    if (!file) return;
    setJob(null);
    setSent(0);
    const name = `${file.name.replace(/\.[^.]*$/, "")} · ${new Date().toISOString().slice(0, 10)}`;
    void acting.run(async () => setJob(await api.bringIn(file, name, setSent)));
  };
  return (
    <>
      <span className={styles.upload}>
        <span className={parts.button}>
          <Upload size={15} aria-hidden />
          <Trans>From a file</Trans>
        </span>
        <input type="file" accept=".csv,.xlsx,text/csv" aria-label={t`People from a CSV or XLSX file`} disabled={acting.busy || running} onChange={(event) => (take(event.target.files?.[0]), (event.target.value = ""))} />
      </span>
      {(job || acting.busy) && !acting.problem && <Standing job={job} sent={sent} />}
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
    </>
  );
}

function Standing({ job, sent }: { job: Import | null; sent: number }) {
  const { i18n } = useLingui();
  const share = i18n.number(sent, { style: "percent" });
  if (!job) return <Notice words={<Trans>Sending the file: {share}</Trans>} />;
  if (job.state === "failed") return <Notice tone="bad" words={job.reason ? said(job.reason) : <Trans>The file could not be read.</Trans>} />;
  if (job.state !== "done") {
    const [done, rows] = [i18n.number(job.done), i18n.number(job.rows)];
    return <Notice words={<Trans>{done} of {rows} rows read</Trans>} />;
  }
  const taken = job.added + job.updated + job.unchanged;
  return (
    <Notice tone={job.failed > 0 ? "mark" : "good"} words={
      <>
        <Plural value={taken} one="# person of the file is on the list." other="# people of the file are on the list." />{" "}
        {job.failed > 0 && <Plural value={job.failed} one="# row could not be read; Contacts → Imports says why." other="# rows could not be read; Contacts → Imports says why." />}
      </>
    } />
  );
}
