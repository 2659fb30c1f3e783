import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { trace } from "../live/actions";
import type { Json, Message } from "../protocol";
import { Dialog } from "../ui/Dialog";
import { type Fact, stepsOf } from "./traceSteps";
import styles from "./TraceDialog.module.css";

/** The way of one message: when it came, was stored and published, on which screens it is; or every attempt of a send. */
export default function TraceDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useLingui();
  const [told, setTold] = useState<Record<string, Json> | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    trace(message.id).then(setTold, (refused: Error) => setProblem(refused.message));
  }, [message.id, message.version]);
  return (
    <Dialog title={t`The way of this message`} width={560} onClose={onClose}>
      {problem && <p role="alert">{problem}</p>}
      {!told && !problem && (
        <p>
          <Trans>Looking it up…</Trans>
        </p>
      )}
      {told && (
        <ol className={styles.steps}>
          {stepsOf(told).map((step, index) => (
            <li key={index} data-tone={step.tone}>
              <b>{step.name}</b>
              <time>{step.at}</time>
              {step.facts.map((fact) => (
                <One key={fact.name} fact={fact} />
              ))}
            </li>
          ))}
        </ol>
      )}
      <p className={styles.ids}>
        <code>{message.id}</code>
        {message.provider_id && <code>{message.provider_id}</code>}
      </p>
    </Dialog>
  );
}

function One({ fact }: { fact: Fact }) {
  return (
    <span className={styles.fact}>
      <i>{fact.name}</i> {fact.value}
    </span>
  );
}
