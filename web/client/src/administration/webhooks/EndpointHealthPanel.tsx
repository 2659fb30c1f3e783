import { Trans } from "@lingui/react/macro";
import { Stethoscope } from "lucide-react";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { Endpoint, Tested } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Fact, Facts, Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import { EndpointMark } from "./EndpointMark";

/** How it stands, live; and a call now, past the queue. */
export function EndpointHealthPanel({ endpoint }: { endpoint: Endpoint }) {
  const { health } = endpoint;
  const [tested, setTested] = useState<Tested | null>(null);
  const { busy, problem, run } = useActing();
  const test = () => void run(async () => setTested(await api.endpoints.test(endpoint.id)));
  const when = (at: string | null) => (at ? <TimeAgo at={at} /> : <Trans>never</Trans>);
  return (
    <Panel
      title={<Trans>How it stands</Trans>}
      acts={
        <Button disabled={busy} onClick={test}>
          <Stethoscope size={16} aria-hidden />
          <Trans>Call it now</Trans>
        </Button>
      }
    >
      <div aria-live="polite">
        {problem && <Notice tone="bad" words={problem.message} />}
        {tested && <Notice tone={tested.good ? "good" : "bad"} words={said(tested.message)} />}
      </div>
      <Facts>
        <Fact name={<Trans>State</Trans>}>
          <EndpointMark endpoint={endpoint} />
        </Fact>
        <Fact name={<Trans>Waits</Trans>}>
          {health.waiting} {health.oldest_waiting && <Trans>since {when(health.oldest_waiting)}</Trans>}
        </Fact>
        <Fact name={<Trans>Dead letters</Trans>}>{health.dead}</Fact>
        <Fact name={<Trans>Last taken</Trans>}>{when(health.last_success)}</Fact>
        <Fact name={<Trans>Last failure</Trans>}>{when(health.last_failure)}</Fact>
        {health.last_error && <Fact name={<Trans>Its error</Trans>}>{health.last_error}</Fact>}
      </Facts>
    </Panel>
  );
}
