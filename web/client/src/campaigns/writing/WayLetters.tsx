import { useLingui } from "@lingui/react/macro";

import type { CampaignPreview } from "../../protocol";
import { said } from "../../said/said";
import { Notice } from "../../ui/Notice";
import { useWayWord } from "../parts/useWayWord";
import styles from "./step/OtherWays.module.css";

/** What one person would read where the message does not arrive. */
export function WayLetters({ person }: { person: CampaignPreview }) {
  const { t } = useLingui();
  const wayWord = useWayWord();
  return (
    <div className={styles.letters}>
      {person.fallback.map((way) => (
        <section key={way.channel} className={styles.letter} aria-label={t`By ${wayWord(way.kind)}`}>
          <h3>{wayWord(way.kind)}</h3>
          {way.subject && <b dir="auto">{way.subject}</b>}
          {way.text && <p dir="auto">{way.text}</p>}
          {way.problem && <Notice tone="mark" words={said(way.problem)} />}
        </section>
      ))}
    </div>
  );
}
