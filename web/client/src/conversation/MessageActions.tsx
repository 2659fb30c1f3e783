import { useLingui } from "@lingui/react/macro";
import { Copy, Reply, Route, SmilePlus } from "lucide-react";
import { useState } from "react";

import type { Message } from "../protocol";
import styles from "./MessageActions.module.css";
import { useThread } from "./threadContext";

const QUICK = ["👍", "❤️", "😂", "😮", "🙏", "✅"];

/** What one can do with a message, beside it: shown to the pointer that hovers and to the keys that reach it. */
export function MessageActions({ message }: { message: Message }) {
  const { t } = useLingui();
  const { reply, trace } = useThread();
  const [reacting, setReacting] = useState(false);
  const known = Boolean(message.provider_id) && !message.content.revoked_at;
  return (
    <div className={styles.actions} data-open={reacting || undefined}>
      {known && (
        <button type="button" aria-label={t`Reply`} title={t`Reply`} onClick={() => reply(message)}>
          <Reply size={16} />
        </button>
      )}
      {known && !message.content.mail && (
        <button type="button" aria-label={t`React`} title={t`React`} aria-expanded={reacting} onClick={() => setReacting(!reacting)}>
          <SmilePlus size={16} />
        </button>
      )}
      {message.text && (
        <button type="button" aria-label={t`Copy the text`} title={t`Copy the text`} onClick={() => copy(message.text)}>
          <Copy size={15} />
        </button>
      )}
      <button type="button" aria-label={t`Follow its way`} title={t`Follow its way`} onClick={() => trace(message)}>
        <Route size={15} />
      </button>
      {reacting && <QuickReactions message={message} onDone={() => setReacting(false)} />}
    </div>
  );
}

function QuickReactions({ message, onDone }: { message: Message; onDone: () => void }) {
  const { t } = useLingui();
  const { react } = useThread();
  return (
    <div className={styles.quick} role="group" aria-label={t`Reactions`} onKeyDown={(event) => event.key === "Escape" && onDone()}>
      {QUICK.map((emoji) => (
        <button
          type="button"
          key={emoji}
          onClick={() => {
            react(message, emoji);
            onDone();
          }}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}

function copy(text: string | null): void {
  void navigator.clipboard?.writeText(text ?? "");
}
