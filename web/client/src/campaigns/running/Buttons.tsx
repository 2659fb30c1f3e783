import { Trans, useLingui } from "@lingui/react/macro";
import { ExternalLink, Reply } from "lucide-react";

import type { ButtonFigures } from "../../protocol";
import { Panel } from "../../ui/Panel";
import { RateWords } from "./Funnel";
import styles from "./Outcome.module.css";

/** What each button and link brought. */
export function Buttons({ buttons, several }: { buttons: readonly ButtonFigures[]; several: boolean }) {
  const { i18n } = useLingui();
  return (
    <Panel title={<Trans>What they pressed</Trans>}>
      <ul className={styles.rows}>
        {buttons.map((button) => {
          const Icon = button.kind === "link" ? ExternalLink : Reply;
          return (
            <li key={`${button.variant}/${button.place}/${button.label}`}>
              <span dir="auto">
                <Icon size={14} aria-hidden /> {button.label}
                {several && <small>{` · ${button.variant || "A"}`}</small>}
              </span>
              <b>{i18n.number(button.people)}</b>
              {button.times > button.people && (
                <small>
                  <Trans>{i18n.number(button.times)} times</Trans>
                </small>
              )}
              <RateWords rate={button.rate} />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
