import { Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleCheck, CircleDashed, CircleX, Send } from "lucide-react";
import { useEffect } from "react";

import { useActing } from "../../../live/useActing";
import { useHearing } from "../../../live/useHearing";
import { useLoaded } from "../../../live/useLoaded";
import type { Id, MailTrial } from "../../../protocol";
import { said } from "../../../said/said";
import { Button } from "../../../ui/Button";
import { Notice } from "../../../ui/Notice";
import { Acts } from "../../../ui/Panel";
import * as api from "../../api";
import styles from "../Channels.module.css";
import { steps, type Standing } from "./trialSteps";
import { useTrialWords } from "./useTrialWords";

const SIGNS = { ok: CircleCheck, warning: CircleAlert, failed: CircleX, waiting: CircleDashed };
const ICON = 17; // px
const LATE = 500; // ms; the server's clock decides when nothing is waited for any more

/** The mailbox writes to itself: what goes out, comes in, and comes in at a plus address, as it happens. */
export function Trial({ channel, onWorked }: { channel: Id; onWorked?: () => void }) {
  const { value, error, again, set } = useLoaded<MailTrial>(`trial/${channel}`, (signal) => api.channels.trial(channel, signal));
  const { busy, problem, run } = useActing();
  useHearing(["channel.changed"], again);
  useEffect(() => {
    if (!value?.waiting || !value.until) return;
    const timer = setTimeout(again, Math.max(0, Date.parse(value.until) - Date.now()) + LATE);
    return () => clearTimeout(timer);
  }, [value?.waiting, value?.until, again]);
  const arrived = typeof value?.seconds === "number";
  useEffect(() => {
    if (arrived) onWorked?.();
  }, [arrived, onWorked]);
  return (
    <>
      <p className={styles.words}>
        <Trans>The mailbox writes two mails to itself, one of them to a plus address (name+…@domain). They become no conversation.</Trans>
      </p>
      <div aria-live="polite">
        {(problem ?? error) && <Notice tone="bad" words={said((problem ?? error)?.message ?? "")} />}
        {value?.started_at && <Steps trial={value} />}
        {value && !value.started_at && <PlusAddresses used={value.marks} />}
      </div>
      <Acts>
        <Button disabled={busy || value?.waiting} onClick={() => void run(async () => set(await api.channels.tryOut(channel)))}>
          <Send size={16} aria-hidden />
          {busy ? <Trans>Sending…</Trans> : value?.started_at ? <Trans>Send them again</Trans> : <Trans>Send a mail to itself</Trans>}
        </Button>
      </Acts>
    </>
  );
}

function Steps({ trial }: { trial: MailTrial }) {
  const { t } = useLingui();
  const words = useTrialWords(trial);
  const states: Record<Standing, string> = { ok: t`fine`, warning: t`look at it`, failed: t`wrong`, waiting: t`waiting` };
  return (
    <ul className={styles.checks} aria-label={t`What became of them`}>
      {steps(trial).map(({ step, standing }) => {
        const Sign = SIGNS[standing];
        const { name, told, todo } = words(step, standing);
        return (
          <li key={step} data-state={standing}>
            <Sign size={ICON} role="img" aria-label={states[standing]} />
            <b>{name}</b>
            <span>{told}</span>
            {todo && <p>{todo}</p>}
          </li>
        );
      })}
    </ul>
  );
}

function PlusAddresses({ used }: { used: boolean }) {
  return (
    <p className={styles.words}>
      {used ? (
        <Trans>Answers are asked for at plus addresses, as they were before mailboxes could be tried out.</Trans>
      ) : (
        <Trans>Answers are not asked for at plus addresses until a mail was seen to arrive at one.</Trans>
      )}
    </p>
  );
}
