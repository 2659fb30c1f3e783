import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import type { NumberHealth } from "../../protocol";
import { Mark, Panel } from "../../ui/Panel";
import { span } from "../../ui/time";
import { TimeAgo } from "../../ui/TimeAgo";
import { standing } from "../channels/standing";
import { useQualityWords } from "../channels/useQualityWords";
import { useStandingWords } from "../channels/useStandingWords";
import section from "../parts/Section.module.css";
import styles from "./Health.module.css";

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
        {silence?.unusual && (
          <>
            {" · "}
            <Trans>
              silent for {span(silence.seconds * 1000)}, usually {silence.usual} messages in that time
            </Trans>
          </>
        )}
      </span>
    </li>
  );
}
