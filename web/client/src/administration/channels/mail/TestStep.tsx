import { Trans } from "@lingui/react/macro";
import { Stethoscope } from "lucide-react";
import { useCallback, useState } from "react";

import { useActing } from "../../../live/useActing";
import type { ChannelTest, Id } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { Notice } from "../../../ui/Notice";
import { Acts } from "../../../ui/Panel";
import * as api from "../../api";
import { Checks } from "../Checks";
import { Step } from "../Step";
import { Trial } from "./Trial";

/** Both servers let us in already; this says so again, whenever somebody wants to know. */
export function TestStep({ channel, onDone }: { channel: Id; onDone: () => void }) {
  const [tested, setTested] = useState<ChannelTest | null>(null);
  const [worked, setWorked] = useState(false);
  const onWorked = useCallback(() => setWorked(true), []);
  const { busy, problem, run } = useActing();
  return (
    <Step title={<Trans>The test</Trans>} done={worked || tested?.ok === true}>
      <Notice tone="good" words={<Trans>Both servers let us in. Now see that mails go out and come in.</Trans>} />
      <Trial channel={channel} onWorked={onWorked} />
      <div aria-live="polite">
        {problem && <Notice tone="bad" words={problem.message} />}
        {tested && <Checks checks={tested.checks} />}
      </div>
      <Acts>
        <Button disabled={busy} onClick={() => void run(async () => setTested(await api.channels.test(channel)))}>
          <Stethoscope size={16} aria-hidden />
          <Trans>Test the connection</Trans>
        </Button>
        <Button kind="main" onClick={onDone}>
          <Trans>Done</Trans>
        </Button>
      </Acts>
    </Step>
  );
}
