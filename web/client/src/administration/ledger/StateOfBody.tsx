import { useLingui } from "@lingui/react/macro";

import type { LedgerState } from "../../protocol";
import { Mark } from "../../ui/Panel";

const TONES = { applied: "good", pending: "mark", partly: "bad", unreadable: "bad" } as const;

/** What became of a webhook as a whole. */
export function StateOfBody({ state }: { state: LedgerState }) {
  const word = useStateWord();
  return (
    <span>
      <Mark tone={TONES[state]}>{word(state)}</Mark>
    </span>
  );
}

/** Words for what became of a body, and of each fact in it. */
export function useStateWord(): (state: string) => string {
  const { t } = useLingui();
  const words: Record<string, string> = {
    pending: t`Waits to be applied`,
    applied: t`Applied`,
    partly: t`Applied in part`,
    unreadable: t`Unreadable`,
    failed: t`failed`,
    stored: t`stored`,
    kept: t`kept`,
    duplicate: t`known already`,
    parked: t`waits for what it is about`,
    waiting: t`waits`,
  };
  return (state) => words[state] ?? state;
}
