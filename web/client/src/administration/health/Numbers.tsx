import { Plural, Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import type { NumberHealth } from "../../protocol";
import { Mark, Panel } from "../../ui/Panel";
import { span } from "../../ui/time";
import { TimeAgo } from "../../ui/TimeAgo";
import { standing } from "../channels/standing";
import { useQualityWords } from "../channels/useQualityWords";
import { useStandingWords } from "../channels/useStandingWords";
import section from "../parts/Section.module.css";
import { said } from "../../said/said";
import styles from "./Health.module.css";
import { useDutyWords } from "./useDutyWords";

/** Every channel: does it hear anything, and would that be unusual. */
export function Numbers({ numbers }: { numbers: readonly NumberHealth[] }) {
  return (
    <Panel title={<Trans>Channels</Trans>}>
      <ul className={styles.numbers}>
        {numbers.map((number) => (
          <NumberLine key={number.channel} number={number} />
        ))}
      </ul>
      {numbers.length === 0 && <Trans>None is set up yet.</Trans>}
    </Panel>
  );
}

function NumberLine({ number }: { number: NumberHealth }) {
  const { tone, words } = useStandingWords(standing(number, number));
  const quality = useQualityWords();
  const dutyOf = useDutyWords();
  const { silence } = number;
  return (
    <li>
      <Link to="/administration/channels/$channel" params={{ channel: number.channel }}>
        {number.name}
      </Link>
      <span className={section.marks}>
        <Mark tone={tone}>{words}</Mark>
      </span>
      <span className={section.quiet}>{[quality.quality(number.quality), quality.tier(number.tier)].filter(Boolean).join(" · ")}</span>
      <span className={section.quiet}>
        {number.last_inbound_at ? (
          <Trans>
            last heard <TimeAgo at={number.last_inbound_at} />
          </Trans>
        ) : (
          <Trans>nothing heard yet</Trans>
        )}
        {number.last_outbound_at && (
          <>
            {" · "}
            <Trans>
              last sent <TimeAgo at={number.last_outbound_at} />
            </Trans>
          </>
        )}
        {silence?.unusual && (
          <>
            {" · "}
            <Trans>
              silent for {span(silence.seconds * 1000)}, usually {silence.usual} messages in that time
            </Trans>
          </>
        )}
      </span>
      <Flow number={number} />
      {number.duty && <strong className={styles.duty}>{dutyOf(number.duty)}</strong>}
      {number.alarm && (
        <span className={`${section.quiet} ${styles.alarm}`} dir="auto">
          {said(number.alarm.summary)} <TimeAgo at={number.alarm.at} />
        </span>
      )}
      {number.mailbox?.problem && (
        <span className={section.quiet}>
          {said(number.mailbox.problem)} {number.mailbox.advice && said(number.mailbox.advice)}
        </span>
      )}
    </li>
  );
}

/** What goes through it: what waits, what failed, what is left of the month, how far its mailbox is read. */
function Flow({ number: { waiting, lag_seconds: lag, day, quota, mailbox } }: { number: NumberHealth }) {
  const late = lag * 1000;
  const left = quota?.left ?? null;
  const allowed = quota?.allowed ?? null;
  return (
    <span className={`${section.quiet} ${styles.flow}`}>
      <span>
        <Plural value={waiting} _0="nothing waits" one="# message waits" other="# messages wait" />
        {lag >= 60 && (
          <>
            {" "}
            <Trans>({span(late)} late)</Trans>
          </>
        )}
      </span>
      <span>
        <Trans>
          24 hours: {day.sent} sent, {day.failed} failed
        </Trans>
      </span>
      {left !== null && allowed !== null && (
        <span>
          <Trans>
            {left} of {allowed} messages left this month
          </Trans>
        </span>
      )}
      {mailbox?.reached_at && (
        <span>
          <Trans>
            mailbox read <TimeAgo at={mailbox.reached_at} />
          </Trans>
        </span>
      )}
    </span>
  );
}
