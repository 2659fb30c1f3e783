import { t } from "@lingui/core/macro";

import type { Import } from "../../protocol";

/** Where an import stands, in a word. */
export function stateWord({ state, dry_run }: Pick<Import, "state" | "dry_run">): string {
  switch (state) {
    case "queued":
      return t`Waits`;
    case "running":
      return dry_run ? t`Being checked` : t`Runs`;
    case "checked":
      return t`Checked, not started`;
    case "done":
      return t`Done`;
    case "cancelled":
      return t`Cancelled`;
    case "failed":
      return t`Failed`;
  }
}

export const TONES = { queued: "plain", running: "plain", checked: "mark", done: "good", cancelled: "plain", failed: "bad" } as const;
