import { Trans, useLingui } from "@lingui/react/macro";

import type { Analytics, FallbackKind } from "../../protocol";
import { Panel } from "../../ui/Panel";
import { useWayWord } from "../parts/useWayWord";
import styles from "./Outcome.module.css";

interface ReachedByProps {
  numbers: Analytics;
  /** Shows whom another way was to reach; undefined for those who may not see them. */
  onShow: ((by: FallbackKind) => void) | undefined;
}

/** Whom the campaign's own channel reached, and whom another. */
export function ReachedBy({ numbers, onShow }: ReachedByProps) {
  const { i18n, t } = useLingui();
  const wayWord = useWayWord();
  const elsewhere = numbers.fallback.reduce((sum, { reached }) => sum + (reached.sent ?? 0), 0);
  const own = (numbers.reached.sent ?? 0) - elsewhere;
  return (
    <Panel title={<Trans>Reached by</Trans>}>
      <ul className={styles.rows}>
        <li>
          <span>{wayWord(null)}</span>
          <b>{i18n.number(own)}</b>
        </li>
        {numbers.fallback.map(({ kind, reached, counts, people }) => {
          const waiting = counts.claimed ?? 0;
          const failed = counts.failed ?? 0;
          return (
            <li key={kind}>
              <span>
                {wayWord(kind)}
                {waiting > 0 && (
                  <small>
                    {" · "}
                    <Trans>{i18n.number(waiting)} on their way</Trans>
                  </small>
                )}
                {failed > 0 && (
                  <small>
                    {" · "}
                    <Trans>{i18n.number(failed)} failed there too</Trans>
                  </small>
                )}
              </span>
              {onShow && people > 0 ? (
                <button type="button" aria-label={t`${wayWord(kind)}: show these ${i18n.number(people)} people`} onClick={() => onShow(kind)}>
                  {i18n.number(reached.sent ?? 0)}
                </button>
              ) : (
                <b>{i18n.number(reached.sent ?? 0)}</b>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
