import { Trans } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import type { ReactNode } from "react";

import { useActing } from "../../live/useActing";
import { Button } from "../../ui/Button";
import { saveFile } from "../../ui/saveFile";
import { Notice } from "../../ui/Notice";
import * as api from "../api";
import { FORMATS } from "./formats";
import { asked, type Query } from "../list/query";
import styles from "./Bulk.module.css";

/** Everybody in the list as a file. */
export function ExportMenu({ query, icon }: { query: Query; icon: ReactNode }) {
  const acting = useActing();
  const take = (format: api.SheetFormat) => () =>
    void acting.run(async () => {
      const wanted = asked(query, { filters: true });
      wanted.set("format", format);
      saveFile(await api.exported(wanted), `contacts.${format}`);
    });
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button kind="quiet" disabled={acting.busy}>
            {icon}
            {acting.busy ? <Trans>Writing the file…</Trans> : <Trans>Export</Trans>}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Trans>Everybody in this list, as a file</Trans>
          </Menu.Label>
          <Menu.Item onClick={take("csv")}>{FORMATS.csv}</Menu.Item>
          <Menu.Item onClick={take("xlsx")}>{FORMATS.xlsx}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {acting.problem && (
        <div className={styles.refused}>
          <Notice tone="bad" words={acting.problem.message}>
            <Button onClick={acting.forget}>
              <Trans>All right</Trans>
            </Button>
          </Notice>
        </div>
      )}
    </>
  );
}
