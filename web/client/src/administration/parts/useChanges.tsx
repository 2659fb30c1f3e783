import { Trans } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import { useActing } from "../../live/useActing";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";

interface Told {
  words: ReactNode;
  undo: (() => Promise<unknown>) | undefined;
}

interface Changes {
  busy: boolean;
  /** Does it and tells it in its place, with the way back where there is one. */
  change: (act: () => Promise<unknown>, words?: ReactNode, undo?: () => Promise<unknown>) => Promise<boolean>;
  /** What was done last, or why it could not be. */
  told: ReactNode;
}

/** Things that are done at once and can be taken back. `after` reads what they are about again. */
export function useChanges(after: () => void): Changes {
  const { busy, problem, run, forget } = useActing();
  const [told, setTold] = useState<Told | null>(null);
  const change: Changes["change"] = async (act, words, undo) => {
    setTold(null);
    const done = await run(act);
    if (done && words) setTold({ words, undo });
    after();
    return done;
  };
  const close = (
    <Button kind="quiet" onClick={() => (setTold(null), forget())}>
      <Trans>All right</Trans>
    </Button>
  );
  const undo = told?.undo;
  const notice = problem ? (
    <Notice tone="bad" words={problem.message}>
      {close}
    </Notice>
  ) : told ? (
    <Notice tone="good" words={told.words}>
      {undo && (
        <Button disabled={busy} onClick={() => void change(undo, <Trans>Taken back.</Trans>)}>
          <Trans>Undo</Trans>
        </Button>
      )}
      {close}
    </Notice>
  ) : null;
  return { busy, change, told: notice };
}
