import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { trace } from "../live/actions";
import type { Json, Message } from "../protocol";
import { Dialog } from "../ui/Dialog";
import { Skeleton } from "../ui/Skeleton";
import { precisely } from "../ui/time";
import { useThread } from "./threadContext";
import { stepsOf } from "./traceSteps";
import styles from "./TraceDialog.module.css";

/** The way of one message: when it came, was stored and told, on which screens it is; or every attempt of a send. */
export default function TraceDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { i18n, t } = useLingui();
  const { nameOf } = useThread();
  const [told, setTold] = useState<Record<string, Json> | null>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    trace(message.id).then(setTold, (refused: Error) => setProblem(refused.message));
  }, [message.id, message.version]);
  return (
    <Dialog title={t`The way of this message`} width={520} onClose={onClose}>
      {problem && <p role="alert">{problem}</p>}
      {!told && !problem && <Skeleton height={140} />}
      {told && (
        <ol className={styles.steps}>
          {stepsOf(told, nameOf).map((step) => (
            <li key={step.key} data-tone={step.tone}>
              <b>{step.name}</b>
              {step.at && <time dateTime={step.at}>{precisely(step.at, i18n.locale)}</time>}
              {step.detail && <span>{step.detail}</span>}
            </li>
          ))}
        </ol>
      )}
      <p className={styles.ids}>
        <Trans>
          Ours: <code>{message.id}</code>
        </Trans>
        {message.provider_id && (
          <Trans>
            WhatsApp’s: <code>{message.provider_id}</code>
          </Trans>
        )}
      </p>
    </Dialog>
  );
}
