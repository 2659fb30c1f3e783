import { Trans } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Download } from "lucide-react";

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
  const acting = useActing();
  const file = async (format: api.SheetFormat): Promise<Blob> => {
    if (!selection.all) return api.exportedChosen(format, [...selection.named.keys()].slice(0, MOST));
    if (selection.named.size > 0) return api.exportedChosen(format, (await many.gather(selection)).map(({ id }) => id).slice(0, MOST));
    const wanted = asked(query, { filters: true });
    wanted.set("format", format);
    return api.exported(wanted);
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
