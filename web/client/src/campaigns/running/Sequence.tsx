import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

import type { Id, StepFigures } from "../../protocol";
import { useNow } from "../../ui/now";
import { Panel } from "../../ui/Panel";
import { upcoming } from "../../ui/time";
import { titleOf } from "../../live/template";
import { stateWord } from "../parts/stateWord";
import { RateWords } from "./Funnel";
import styles from "./Outcome.module.css";

/** The messages of a sequence, those sent and those still to come. */
export function Sequence({ steps, current }: { steps: readonly StepFigures[]; current: Id }) {
  const { i18n } = useLingui();
  const now = useNow();
  return (
    <Panel title={<Trans>Follow-ups</Trans>}>
      <ul className={styles.rows}>
        {steps.map((step) => {
          const name = step.step === 1 ? <Trans>First message</Trans> : <Trans>Follow-up {step.step - 1}</Trans>;
          return (
            <li key={step.step}>
              <span>
                {step.campaign && step.campaign !== current ? (
                  <Link to="/campaigns/$campaign" params={{ campaign: step.campaign }}>
                    {name}
                  </Link>
                ) : (
                  <b>{name}</b>
                )}{" "}
                {step.template && <small>{titleOf(step.template)}</small>}
              </span>
              {step.state === null ? (
                <small>{step.due_at ? upcoming(step.due_at, now, i18n.locale) : <Trans>after {step.after_days} days</Trans>}</small>
              ) : (
                <>
                  <small>{stateWord(step.state)}</small>
                  <b>{i18n.number(step.reached.sent ?? 0)}</b>
                  <RateWords rate={step.rates.replied} />
                </>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
