import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { ProblemError } from "../http/problem";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";

interface NotLoadedProps {
  error: ProblemError;
  /** What is said of something that is not there at all. */
  missing: ReactNode;
  onAgain: () => void;
  /** The way to where it would be found. */
  back: ReactNode;
}

/** In the place of what could not be read: whether it is not there, or only out of reach, and the ways on. */
export function NotLoaded({ error, missing, onAgain, back }: NotLoadedProps) {
  const absent = error.code === "not_found";
  return (
    <EmptyState
      title={absent ? missing : <Trans>This could not be loaded</Trans>}
      action={
        <>
          {!absent && (
            <Button onClick={onAgain}>
              <Trans>Try again</Trans>
            </Button>
          )}{" "}
          {back}
        </>
      }
    >
      {error.message}
    </EmptyState>
  );
}
