import { useLingui } from "@lingui/react/macro";

import type { Message } from "../protocol";
import styles from "./Bubble.module.css";
import { useThread } from "./threadContext";

/** Who felt what about a message; a press on one's own takes it back. */
export function Reactions({ message }: { message: Message }) {
  const { t } = useLingui();
  const { me, contactName, nameOf, react } = useThread();
  if (message.reactions.length === 0) return null;
  const emojis = [...new Set(message.reactions.map((reaction) => reaction.emoji))];
  const name = (by: string, kind: string) => (by === me ? t`You` : kind === "customer" ? contactName : (nameOf(by) ?? t`a colleague`));
  return (
    <span className={styles.reactions}>
      {emojis.map((emoji) => {
        const given = message.reactions.filter((reaction) => reaction.emoji === emoji);
        const mine = given.some((reaction) => reaction.by === me);
        const people = given.map((reaction) => name(reaction.by, reaction.by_kind)).join(", ");
        return (
          <button
            type="button"
            key={emoji}
            data-mine={mine || undefined}
            title={people}
            aria-label={t`${emoji} by ${people}`}
            onClick={() => react(message, mine ? "" : emoji)}
          >
            {emoji}
            {given.length > 1 && <span>{given.length}</span>}
          </button>
        );
      })}
    </span>
  );
}
