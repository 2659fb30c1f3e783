import { Trans } from "@lingui/react/macro";

import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import type { Unread } from "./useVocabulary";

/** In the place of words that are not read yet, or could not be. */
export function NotRead({ unread: { error, again } }: { unread: Unread }) {
  if (!error) return <Skeleton height={180} />;
  return (
    <Notice tone="bad" words={error.message}>
      <Button onClick={again}>
        <Trans>Try again</Trans>
      </Button>
    </Notice>
  );
}
