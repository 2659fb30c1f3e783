import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Download } from "lucide-react";

import { useActing } from "../../live/useActing";
import { useLoaded } from "../../live/useLoaded";
import type { Import } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import { saveFile } from "../../ui/saveFile";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { wrongRows } from "./csv";
import styles from "./Imports.module.css";

const SHOWN = 10; // rows

/** Rows that could not be taken, each with what is wrong; all of them as a file to be mended. */
export function WrongRows({ job }: { job: Import }) {
  const { t } = useLingui();
  const acting = useActing();
  const { value, error } = useLoaded(`errors/${job.id}/${job.version}`, async () => wrongRows(await (await api.imports.errors(job.id)).text(), SHOWN));
  const save = async (): Promise<void> => saveFile(await api.imports.errors(job.id), `${job.name.replace(/\.[^.]*$/, "")} - errors.csv`);
  return (
    <Panel
      title={<Plural value={job.failed} one="# row cannot be taken" other="# rows cannot be taken" />}
      words={<Trans>Mend them in the file of errors and import that: the others are not needed again.</Trans>}
      acts={
        <Button disabled={acting.busy} onClick={() => void acting.run(save)}>
          <Download size={15} aria-hidden />
          <Trans>File of errors</Trans>
        </Button>
      }
    >
      {(acting.problem ?? error) && <Notice tone="bad" words={(acting.problem ?? error)?.message} />}
      {!value && !error && <Skeleton height={60} />}
      <ol className={styles.wrong} aria-label={t`Rows that cannot be taken`}>
        {value?.map(({ row, problem, cells }) => (
          <li key={row}>
            <span>
              <Trans>Row {row}</Trans>
            </span>
            <div>
              <b dir="auto">{said(problem)}</b>
              <small dir="auto">{cells.join(" · ")}</small>
            </div>
          </li>
        ))}
      </ol>
      {job.failed > SHOWN && (
        <p className={styles.more}>
          <Trans>The first {SHOWN}; all are in the file.</Trans>
        </p>
      )}
    </Panel>
  );
}
