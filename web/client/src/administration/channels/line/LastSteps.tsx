import { Trans, useLingui } from "@lingui/react/macro";
import { Link2, Stethoscope } from "lucide-react";
import { useState } from "react";

import { useActing } from "../../../live/useActing";
import type { ChannelSetup, ChannelTest } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { CopyField } from "../../../ui/CopyField";
import { Notice } from "../../../ui/Notice";
import { Acts } from "../../../ui/Panel";
import * as api from "../../api";
import styles from "../Channels.module.css";
import { Checks } from "../Checks";
import { Step } from "../Step";

/** What to enter at LINE, and whether everything is right. */
export function LastSteps({ setup, onDone }: { setup: ChannelSetup; onDone: () => void }) {
  const { t } = useLingui();
  const [tested, setTested] = useState<ChannelTest | null>(null);
  const { busy, problem, run } = useActing();
  const test = () => void run(async () => setTested(await api.channels.test(setup.id)));
  const [pointed, setPointed] = useState(false);
  const pointHere = () =>
    void run(async () => {
      setTested(await api.channels.pointHere(setup.id));
      setPointed(true);
    });
  const good = tested?.ok === true;
  const reached = tested?.checks.find(({ name }) => name === "webhook")?.state === "ok";
  return (
    <>
      <Step
        title={<Trans>The webhook</Trans>}
        done={reached}
        path={<Trans>LINE Developers › your channel › Messaging API › Webhook settings</Trans>}
      >
        <p className={styles.words}>
          <Trans>
            Have us set the address at LINE, or paste it there yourself. Then switch <b>Use webhook</b> and <b>Webhook redelivery</b> on.
          </Trans>
        </p>
        <div>
          <Button disabled={busy} onClick={pointHere}>
            <Link2 size={16} aria-hidden />
            {pointed ? <Trans>Set it at LINE again</Trans> : <Trans>Set it at LINE for me</Trans>}
          </Button>
        </div>
        {pointed && <Notice tone={reached ? "good" : "bad"} words={reached ? <Trans>LINE has the address, called it and was answered.</Trans> : <Trans>LINE has the address. What is still wrong stands below.</Trans>} />}
        {setup.callback && <CopyField label={t`Webhook URL`} value={setup.callback} />}
        <p className={styles.words}>
          <Trans>
            In LINE Official Account Manager, under Settings › Response, switch <b>Chat</b> on and <b>Auto-reply messages</b> off.
          </Trans>
        </p>
      </Step>
      <Step title={<Trans>The test</Trans>} done={good}>
        <p className={styles.words}>
          <Trans>We ask LINE about everything above, and have LINE call our webhook.</Trans>
        </p>
        <div>
          <Button kind={good ? "plain" : "main"} disabled={busy} onClick={test}>
            <Stethoscope size={16} aria-hidden />
            {busy ? <Trans>Testing…</Trans> : tested ? <Trans>Test again</Trans> : <Trans>Test the connection</Trans>}
          </Button>
        </div>
        <div aria-live="polite">
          {problem && <Notice tone="bad" words={problem.message} />}
          {tested && (
            <Notice
              tone={good ? "good" : "bad"}
              words={
                good ? <Trans>Everything that must be right is right. Write to the account from a phone: it appears in the inbox.</Trans> : <Trans>Something is not right yet. Each line says what to do.</Trans>
              }
            />
          )}
          {tested && <Checks checks={tested.checks} />}
        </div>
        <Acts>
          <Button kind={good ? "main" : "plain"} onClick={onDone}>
            {good ? <Trans>Done</Trans> : <Trans>Finish later</Trans>}
          </Button>
        </Acts>
      </Step>
    </>
  );
}
