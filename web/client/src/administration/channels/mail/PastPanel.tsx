import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { useActing } from "../../../live/useActing";
import { useLoaded } from "../../../live/useLoaded";
import type { Id, MailPast } from "../../../protocol";
import { said } from "../../../said/said";
import { Button } from "../../../ui/Button";
import { Field, Input } from "../../../ui/Field";
import { Notice } from "../../../ui/Notice";
import { Acts, Fields, Panel } from "../../../ui/Panel";
import { TimeAgo } from "../../../ui/TimeAgo";
import { useNow } from "../../../ui/now";
import { dayKey } from "../../../ui/time";
import * as api from "../../api";
import { Waiting } from "../../parts/Waiting";
import channels from "../Channels.module.css";
import styles from "./Posts.module.css";

const LOOK = 2_000; // ms between two looks how far it is

/** Mails from before the mailbox was set up: fetched from a day on, when somebody wants them. */
export function PastPanel({ channel }: { channel: Id }) {
  const { value: past, error, again, set } = useLoaded<MailPast>(`past/${channel}`, (signal) => api.channels.past(channel, signal));
  const { busy, problem, run } = useActing();
  const [day, setDay] = useState("");
  const now = useNow();
  const under = past !== null && past.since !== null && !past.ended_at;
  useEffect(() => {
    if (!under) return;
    const timer = setInterval(again, LOOK);
    return () => clearInterval(timer);
  }, [under, again]);
  const ask = (since: string | null): void => void run(async () => set(await api.channels.askPast(channel, { since })));
  return (
    <Panel title={<Trans>Earlier mails</Trans>} words={<Trans>What was in the mailbox before stays there alone, unless you fetch it. It comes beside the new mails, marks nothing as unread, and what is here already is not doubled.</Trans>}>
      {!past && <Waiting error={error} again={again} />}
      <div aria-live="polite">
        {problem && <Notice tone="bad" words={said(problem.message)} />}
        {past?.problem && <Notice tone="bad" words={said(past.problem)} />}
        {past?.since && <Progress past={past} />}
      </div>
      {past && !under && (
        <Fields>
          <Field label={<Trans>From this day on</Trans>}>
            <Input type="date" max={dayKey(now)} value={day} onChange={(event) => setDay(event.target.value)} />
          </Field>
        </Fields>
      )}
      {past && (
        <Acts>
          {under ? (
            <Button disabled={busy} onClick={() => ask(null)}>
              <Trans>Stop</Trans>
            </Button>
          ) : (
            <Button disabled={busy || day === ""} onClick={() => ask(day)}>
              <Trans>Fetch them</Trans>
            </Button>
          )}
        </Acts>
      )}
    </Panel>
  );
}

function Progress({ past }: { past: MailPast }) {
  const { t, i18n } = useLingui();
  const { total, looked, came, ended_at: ended, since } = past;
  const day = new Date(`${since}T12:00:00`).toLocaleDateString(i18n.locale, { day: "numeric", month: "long", year: "numeric" });
  if (total === null)
    return (
      <p className={channels.words}>
        {ended ? <Trans>The mails from {day} on were not fetched.</Trans> : <Trans>The mails from {day} on are being counted. It begins within a minute.</Trans>}
      </p>
    );
  return (
    <>
      {!ended && <progress className={styles.progress} value={looked} max={total || 1} aria-label={t`Earlier mails looked at`} />}
      <p className={channels.words}>
        <Trans>
          From {day} on: {looked} of {total} looked at,
        </Trans>{" "}
        <Plural value={came} _0="none of them new" one="# of them new" other="# of them new" />
        {ended && (
          <>
            {" · "}
            <TimeAgo at={ended} />
          </>
        )}
      </p>
    </>
  );
}
