import { Trans } from "@lingui/react/macro";
import { PencilLine } from "lucide-react";

import type { Id } from "../../protocol";
import { useActing } from "../../live/useActing";
import * as api from "../api";
import { Button } from "../../ui/Button";

/** Begins the next version; this one is kept. */
export function Revise({ id }: { id: Id }) {
  const acting = useActing();
  return (
    <Button kind="main" disabled={acting.busy} title={acting.problem?.message} onClick={() => void acting.run(() => api.act(id, "revise"))}>
      <PencilLine size={15} aria-hidden />
      <Trans>Revise</Trans>
    </Button>
  );
}
