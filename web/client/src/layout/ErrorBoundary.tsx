import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Component, type ErrorInfo, type ReactNode } from "react";
import { EmptyState } from "../ui/EmptyState";

interface Caught {
  error: Error | null;
}

/** A part of the page that broke says so in its place; the rest goes on. */
export class ErrorBoundary extends Component<{ children: ReactNode }, Caught> {
  override state: Caught = { error: null };

  static getDerivedStateFromError(error: Error): Caught {
    return { error };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // oxlint-disable-next-line no-console -- for whoever opens the console to report it
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    return <Broken onAgain={() => this.setState({ error: null })} />;
  }
}

export function Broken({ onAgain }: { onAgain: () => void }) {
  return (
    <EmptyState
      title={<Trans>This part of the page broke</Trans>}
      action={
        <Button variant="default" onClick={onAgain}>
          <Trans>Show it again</Trans>
        </Button>
      }
    >
      <Trans>Nothing is lost: what you sent is kept by the server. If it breaks again, reload the page.</Trans>
    </EmptyState>
  );
}
