import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import type { Draft, Keeper } from "./draft";

interface ToldProps<Name extends string> {
  keeper: Keeper<Name>;
  draft: Draft<Name>;
  fieldWord: (name: Name) => string;
  /** Shown where two people changed the same. */
  children: ReactNode;
}

/** What stands in the way of keeping it, or what a colleague changed. */
export function Told<Name extends string>({ keeper, draft, fieldWord, children }: ToldProps<Name>) {
  if (draft.conflict) return children;
  if (draft.problem) {
    return (
      <Notice tone="bad" words={draft.problem.message}>
        <Button onClick={() => void keeper.save()}>
          <Trans>Try again</Trans>
        </Button>
      </Notice>
    );
  }
  if (draft.news.length === 0) return null;
  return (
    <Notice tone="mark" words={<Trans>A colleague changed: {draft.news.map(fieldWord).join(", ")}. You see it as it is now.</Trans>}>
      <Button kind="quiet" onClick={() => keeper.dismissNews()}>
        <Trans>All right</Trans>
      </Button>
    </Notice>
  );
}
