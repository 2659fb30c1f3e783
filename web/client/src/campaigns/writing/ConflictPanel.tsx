import { Trans } from "@lingui/react/macro";

import { Conflict, TooLate } from "../../drafting/Conflict";
import { UNSENT } from "../parts/stateWord";
import type { Drafted, Drafting } from "./drafting";
import { fieldWord, inWords } from "./fieldWord";
import { fieldsOf } from "./fields";

export function ConflictPanel({ drafting, now }: { drafting: Drafting; now: Drafted }) {
  if (!now.conflict) return null;
  const { current } = now.conflict;
  if (UNSENT.includes(current.state)) {
    const other = fieldsOf(current);
    const words = (name: Parameters<typeof inWords>[0], whose: "mine" | "theirs"): string => inWords(name, whose === "mine" ? now.fields : other);
    return <Conflict key={current.version} keeper={drafting} found={now.conflict} fieldWord={fieldWord} inWords={words} />;
  }
  return (
    <TooLate
      title={<Trans>This campaign has started meanwhile</Trans>}
      words={<Trans>What you wrote last is not in it, and what is sent cannot be changed.</Trans>}
      act={<Trans>Show it as it is sent</Trans>}
      onAct={() => drafting.discard()}
    />
  );
}
