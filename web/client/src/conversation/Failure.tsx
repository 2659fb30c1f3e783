import { Trans, useLingui } from "@lingui/react/macro";
import { Forward, RotateCcw } from "lucide-react";
import { Suspense } from "react";

import type { ThreadItem } from "../live/thread";
import { isWrongAddress } from "../mail/wrongAddress";
import type { Message } from "../protocol";
import { useSaid } from "../said/useSaid";
import { Instead } from "../ways/lazy";
import { HOUR } from "../ui/time";
import styles from "./Failure.module.css";
import { useThread } from "./threadContext";

const KEY_KNOWN = 22 * HOUR; // LINE keeps a key for 24 hours from the first try

/** What went wrong with a send, what to do about it, and the way to do it. */
export function Failure({ item }: { item: ThreadItem }) {
  const { message } = item;
  if (message.direction !== "out") return null;
  if (message.status === "failed") return <Failed item={item} />;
  if (message.status === "unknown") return isTakenOnce(message) ? <TakenOnce message={message} /> : <Unknown message={message} />;
  if (!("replaces" in message.content)) return null;
  return (
    <p className={styles.instead}>
      <Trans>Instead of what failed on another channel</Trans>
    </p>
  );
}

function Failed({ item: { message, pending } }: { item: ThreadItem }) {
  const { t } = useLingui();
  const said = useSaid();
  const { contact, retry, discard, forward } = useThread();
  const replaced = "replaced_by" in message.content;
  const wrong = isWrongAddress(message.error?.code);
  return (
    <div className={styles.failure} data-tone="bad" role="status">
      <span>
        <b>{message.error ? said(message.error.message) : t`It was not sent.`}</b> {message.error?.advice && said(message.error.advice)}
      </span>
      {!replaced && wrong && message.provider_id && (
        <button type="button" onClick={() => forward(message)}>
          <Forward size={13} aria-hidden />
          <Trans>To another address</Trans>
        </button>
      )}
      {!replaced && !wrong && (
        <button type="button" onClick={() => retry(message.id, false)}>
          <RotateCcw size={13} aria-hidden />
          <Trans>Retry</Trans>
        </button>
      )}
      <Suspense fallback={null}>{!pending && message.kind !== "reaction" && <Instead message={message} contact={contact} />}</Suspense>
      {pending && (
        <button type="button" onClick={() => discard(pending)}>
          <Trans>Take back</Trans>
        </button>
      )}
    </div>
  );
}

/** The provider takes the very same call once, for as long as it knows its key: sending it again does no harm. */
function isTakenOnce({ error, sent_at: sent }: Message): boolean {
  return error?.code === "taken_once" && Date.now() - Date.parse(sent) < KEY_KNOWN;
}

function TakenOnce({ message }: { message: Message }) {
  const said = useSaid();
  const { retry, trace } = useThread();
  return (
    <div className={styles.failure} data-tone="mark" role="status">
      <span>
        <b>
          <Trans>Perhaps it was sent.</Trans>
        </b>{" "}
        {message.error?.advice && said(message.error.advice)}
      </span>
      <button type="button" onClick={() => trace(message)}>
        <Trans>Check</Trans>
      </button>
      <button type="button" onClick={() => retry(message.id, false)}>
        <RotateCcw size={13} aria-hidden />
        <Trans>Retry</Trans>
      </button>
    </div>
  );
}

function Unknown({ message }: { message: Message }) {
  const { retry, trace } = useThread();
  return (
    <div className={styles.failure} data-tone="mark" role="status">
      <span>
        <b>
          <Trans>Perhaps it was sent.</Trans>
        </b>{" "}
        <Trans>The line broke before an answer came; sending again may reach the customer twice.</Trans>
      </span>
      <button type="button" onClick={() => trace(message)}>
        <Trans>Check</Trans>
      </button>
      <button type="button" onClick={() => retry(message.id, true)}>
        <Trans>Send anyway</Trans>
      </button>
    </div>
  );
}
