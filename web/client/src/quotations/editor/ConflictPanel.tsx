import { Trans, useLingui } from "@lingui/react/macro";

import { Conflict, TooLate } from "../../drafting/Conflict";
import { contentOf } from "./content";
import type { Drafted, Drafting } from "./drafting";
import { type FieldName, fieldsOf } from "./fields";
import { fieldWord, inWords } from "./fieldWords";

export function ConflictPanel({ drafting, now }: { drafting: Drafting; now: Drafted }) {
  const { i18n } = useLingui();
  if (!now.conflict) return null;
  const { current } = now.conflict;
  if (current.state === "draft") {
    const fields = { mine: contentOf(now.form).fields, theirs: fieldsOf(current) };
    const words = (name: FieldName, whose: "mine" | "theirs"): string => inWords(name, fields[whose], i18n.locale);
    return <Conflict key={current.version} keeper={drafting} found={now.conflict} fieldWord={fieldWord} inWords={words} />;
  }
  return (
    <TooLate
      title={<Trans>This quotation was issued meanwhile</Trans>}
      words={<Trans>What you wrote since is not in it, and an issued quotation cannot be changed. Revise it to offer something else.</Trans>}
      act={<Trans>Show it as it was issued</Trans>}
      onAct={() => drafting.discard()}
    />
  );
}
