import { Trans } from "@lingui/react/macro";

import type { Endpoint } from "../../protocol";
import { Mark } from "../../ui/Panel";

export function EndpointMark({ endpoint: { health } }: { endpoint: Endpoint }) {
  switch (health.state) {
    case "working":
      return (
        <Mark tone="good">
          <Trans>Working</Trans>
        </Mark>
      );
    case "failing":
      return (
        <Mark tone="bad">
          <Trans>Failing</Trans>
        </Mark>
      );
    case "paused":
      return (
        <Mark tone="mark">
          <Trans>Paused</Trans>
        </Mark>
      );
    case "new":
      return (
        <Mark>
          <Trans>Nothing sent yet</Trans>
        </Mark>
      );
  }
}
