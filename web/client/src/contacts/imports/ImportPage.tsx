import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Back } from "../../layout/Back";
import { NotLoaded } from "../../layout/NotLoaded";
import { Page } from "../../layout/Page";
import { useHearing } from "../../live/useHearing";
import { useActing } from "../../live/useActing";
import { useLoaded } from "../../live/useLoaded";
import type { Id, Import } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Mark, Panel } from "../../ui/Panel";
import parts from "../../ui/parts.module.css";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { Progress } from "../parts/Progress";
import { Columns } from "./Columns";
import { Figures } from "./Figures";
import styles from "./Imports.module.css";
import { stateWord, TONES } from "./stateWord";
import { isSame, type Mapping, mappingOf } from "./targets";
import { WrongRows } from "./WrongRows";

/** One import: what its columns mean, what would happen, then what does. */
export default function ImportPage({ id }: { id: Id }) {
  const { t } = useLingui();
  const { value, error, again, set } = useLoaded(`import/${id}`, (signal) => api.imports.one(id, signal));
  useHearing(["import.changed"], (events) => {
    for (const event of events) if (event.type === "import.changed" && event.import.id === id && event.import.version > (value?.version ?? 0)) set(event.import);
  });
  return (
    <Page
      title={
        <>
          <span dir="auto">{value?.name ?? t`Import`}</span>
          {value && <Mark tone={TONES[value.state]}>{stateWord(value)}</Mark>}
        </>
      }
      back={<Back to="/contacts/import" name={t`All imports`} />}
    >
      <div className={styles.page}>
        {error && !value && (
          <NotLoaded
            error={error}
            missing={<Trans>This import is not here</Trans>}
            onAgain={again}
            back={
              <Link to="/contacts/import" className={parts.button}>
                <Trans>All imports</Trans>
              </Link>
            }
          />
        )}
        {!value && !error && <Skeleton height={260} />}
        {value && <Steps key={value.id} job={value} onJob={set} />}
      </div>
    </Page>
  );
}

function Steps({ job, onJob }: { job: Import; onJob: (job: Import) => void }) {
  const acting = useActing();
  const kept = mappingOf(job.columns);
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [names, setNames] = useState(job.overwrite_names);
  const wanted = mapping ?? kept;
  const changed = !isSame(wanted, kept) || names !== job.overwrite_names;
  const waits = job.state === "queued" || job.state === "running";
  const start = (dryRun: boolean) => () =>
    void acting.run(async () => {
      onJob(await api.imports.start(job.id, { mapping: wanted, overwrite_names: names, dry_run: dryRun }));
      setMapping(null);
    });
  return (
    <>
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
      {job.state === "failed" && <Notice tone="bad" words={job.reason ? said(job.reason) : <Trans>The file could not be read.</Trans>} />}
      {waits && <Going job={job} onCancel={() => void acting.run(async () => onJob(await api.imports.cancel(job.id)))} />}
      {job.state === "checked" && !changed && (
        <Notice tone="mark" words={<Trans>Nothing has changed yet: this is what would happen.</Trans>}>
          <Button kind="main" disabled={acting.busy || job.added + job.updated === 0} onClick={start(false)}>
            <Plural value={job.added + job.updated} one="Import # row" other="Import # rows" />
          </Button>
        </Notice>
      )}
      {job.state === "done" && (
        <Notice tone="good" words={<Trans>The import is done.</Trans>}>
          <Link to="/contacts" search={{ sort: "-created" }} className={parts.button}>
            <Trans>Show the newest contacts</Trans>
          </Link>
        </Notice>
      )}
      {job.state === "cancelled" && <Notice words={<Trans>Cancelled: what was in stays in.</Trans>} />}
      {(job.done > 0 || job.state === "done") && <Figures job={job} />}
      {job.failed > 0 && !waits && <WrongRows job={job} />}
      <Panel title={<Trans>What the columns mean</Trans>} words={job.state === "checked" ? <Trans>Guessed from their names and what stands in them. Change what is not right, and look again.</Trans> : undefined}>
        <Columns columns={job.columns} mapping={wanted} fixed={job.state !== "checked"} onMapping={setMapping} names={names} onNames={setNames} />
        {job.state === "checked" && changed && (
          <div className={styles.acts}>
            <Button kind="main" disabled={acting.busy} onClick={start(true)}>
              <Trans>See what would happen now</Trans>
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}

function Going({ job, onCancel }: { job: Import; onCancel: () => void }) {
  const { t } = useLingui();
  return (
    <div className={styles.going} role="status">
      <Progress label={t`How far it is`} done={job.done} total={job.rows} />
      <span>
        <Trans>
          {job.done} of {job.rows} rows
        </Trans>
      </span>
      <Button onClick={onCancel}>
        <Trans>Cancel</Trans>
      </Button>
    </div>
  );
}
