import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "../ui/EmptyState";

export function NotFound() {
  return (
    <EmptyState
      title={<Trans>There is nothing at this address</Trans>}
      action={
        <Link to="/">
          <Trans>Go to the inbox</Trans>
        </Link>
      }
    />
  );
}
