import { Trans, useLingui } from "@lingui/react/macro";
import { Stethoscope } from "lucide-react";
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

const NEEDED = "messages";
const USEFUL = [
  "message_template_status_update",
  "message_template_quality_update",
  "template_category_update",
  "account_update",
  "account_alerts",
  "phone_number_quality_update",
  "user_preferences",
];
const COEXISTENCE = ["smb_message_echoes", "smb_app_state_sync", "history"];

interface LastStepsProps {
  setup: ChannelSetup;
  verifyToken: string;
  /** What is typed above is on its way: a test now would try what was there before. */
  saving: boolean;
  onDone: () => void;
}

/** What to enter at Meta, and whether everything is right. */
export function LastSteps({ setup, verifyToken, saving, onDone }: LastStepsProps) {
  const { t } = useLingui();
  const [tested, setTested] = useState<ChannelTest | null>(null);
  const { busy, problem, run } = useActing();
  const test = () => void run(async () => setTested(await api.channels.test(setup.id)));
  const webhook = tested?.checks.find(({ name }) => name === "webhook");
  return (
    <>
      <Step title={<Trans>The webhook</Trans>} done={webhook?.state === "ok"} path={<Trans>Your app › WhatsApp › Configuration › Webhook › Edit</Trans>}>
        <p className={styles.words}>
          <Trans>
            Paste these two, then <b>Verify and save</b>.
          </Trans>
        </p>
        {setup.callback && <CopyField label={t`Callback URL`} value={setup.callback} />}
        <CopyField label={t`Verify token`} value={verifyToken} />
        <p className={styles.words}>
          <Trans>
            Below it, under <b>Webhook fields</b>, subscribe to <b>{NEEDED}</b>. Take these too: {USEFUL.join(", ")}. For a number that stays in the WhatsApp app: {COEXISTENCE.join(", ")}.
          </Trans>
        </p>
      </Step>
      <Step title={<Trans>The test</Trans>} done={tested?.ok === true}>
        <p className={styles.words}>
          <Trans>We ask Meta about everything above, and call our own webhook as Meta does.</Trans>
        </p>
        <div>
          <Button kind={tested?.ok ? "plain" : "main"} disabled={busy || saving} onClick={test}>
            <Stethoscope size={16} aria-hidden />
            {busy ? <Trans>Testing…</Trans> : tested ? <Trans>Test again</Trans> : <Trans>Test the connection</Trans>}
          </Button>
        </div>
        <div aria-live="polite">
          {problem && <Notice tone="bad" words={problem.message} />}
          {tested && <Notice tone={tested.ok ? "good" : "bad"} words={tested.ok ? <Trans>Everything that must be right is right. Write to the number from a phone: it appears in the inbox.</Trans> : <Trans>Something is not right yet. Each line says what to do.</Trans>} />}
          {tested && <Checks checks={tested.checks} />}
        </div>
        <Acts>
          <Button kind={tested?.ok ? "main" : "plain"} onClick={onDone}>
            {tested?.ok ? <Trans>Done</Trans> : <Trans>Finish later</Trans>}
          </Button>
        </Acts>
      </Step>
    </>
  );
}
