import { Trans, useLingui } from "@lingui/react/macro";

import type { Reply } from "../../protocol";
import styles from "./ReplyMenu.module.css";

interface ReplyMenuProps {
  id: string;
  replies: readonly Reply[];
  active: number;
  onPick: (reply: Reply) => void;
}

/** The canned replies that fit what was typed behind the stroke; the keys stay in the text field. */
export function ReplyMenu({ id, replies, active, onPick }: ReplyMenuProps) {
  const { t } = useLingui();
  return (
    <div className={styles.menu} id={id} role="listbox" aria-label={t`Canned replies`}>
      {replies.length === 0 && (
        <p>
          <Trans>No canned reply begins like this.</Trans>
        </p>
      )}
      {replies.map((reply, index) => (
        <button
          type="button"
          key={reply.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(reply)}
        >
          <b>{`/${reply.shortcut}`}</b>
          <span>{reply.text}</span>
        </button>
      ))}
    </div>
  );
}

const MOST = 7;

/** What is sought when the text is a stroke and a word; null when it is not. */
export function soughtReply(text: string): string | null {
  return /^\/(\S*)$/u.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** Those whose shortcut begins so first, then those with the word in their text. */
export function matchingReplies(replies: Iterable<Reply>, sought: string): Reply[] {
  const all = [...replies].sort((one, other) => one.shortcut.localeCompare(other.shortcut));
  const begins = all.filter((reply) => reply.shortcut.toLowerCase().startsWith(sought));
  const holds = all.filter((reply) => !begins.includes(reply) && reply.text.toLowerCase().includes(sought));
  return [...begins, ...holds].slice(0, MOST);
}
