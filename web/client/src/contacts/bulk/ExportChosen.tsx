import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Download } from "lucide-react";

import { ProblemError } from "../../http/problem";
import { useActing } from "../../live/useActing";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { saveFile } from "../../ui/saveFile";
import * as api from "../api";
import { asked, type Query } from "../list/query";
import { FORMATS } from "./formats";
import type { Selection } from "./selection";
import type { Many } from "./useMany";

const MOST = 5000; // whom the server takes by name

/** Those who are chosen, as a file. */
export function ExportChosen({ selection, query, many }: { selection: Selection; query: Query; many: Many }) {
  const { t } = useLingui();
  const acting = useActing();
  const file = async (format: api.SheetFormat): Promise<Blob> => {
    if (!selection.all) return byName(format, [...selection.named.keys()]);
    if (selection.named.size > 0) return byName(format, (await many.gather(selection)).map(({ id }) => id));
    const wanted = asked(query, { filters: true });
    wanted.set("format", format);
    return api.exported(wanted);
  };
  const byName = (format: api.SheetFormat, ids: readonly string[]): Promise<Blob> => {
    if (ids.length <= MOST) return api.exportedChosen(format, ids);
    const message = t`At most ${MOST} can be exported one by one. Choose everybody in a list, or narrow it by a filter.`;
    throw new ProblemError({ code: "invalid", message, field: null, retry_after: null });
  };
  const take = (format: api.SheetFormat) => () => void acting.run(async () => saveFile(await file(format), `contacts.${format}`));
  return (
    <>
      <Menu position="top" withinPortal>
        <Menu.Target>
          <Button kind="quiet" disabled={acting.busy}>
            <Download size={16} aria-hidden />
            <Trans>Export</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={take("csv")}>{FORMATS.csv}</Menu.Item>
          <Menu.Item onClick={take("xlsx")}>{FORMATS.xlsx}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
    </>
  );
}
