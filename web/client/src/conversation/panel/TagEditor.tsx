import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useState } from "react";

import styles from "./ContactPanel.module.css";

const LONGEST = 40;

/** Words to find a conversation again by: one press takes one off, typing adds one. */
export function TagEditor({ tags, onChange }: { tags: readonly string[]; onChange: (tags: string[]) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const add = () => {
    const word = typed?.trim();
    if (word && !tags.includes(word)) onChange([...tags, word]);
    setTyped(null);
  };
  return (
    <div className={styles.tags}>
      {tags.map((tag) => (
        <span key={tag} className={styles.tag}>
          {tag}
          <button type="button" aria-label={t`Take off ${tag}`} onClick={() => onChange(tags.filter((one) => one !== tag))}>
            <X size={12} />
          </button>
        </span>
      ))}
      {typed === null ? (
        <button type="button" className={styles.add} onClick={() => setTyped("")}>
          <Trans>+ add</Trans>
        </button>
      ) : (
        <input
          className={styles.tagInput}
          ref={(field) => field?.focus()}
          value={typed}
          maxLength={LONGEST}
          aria-label={t`New tag`}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing) add();
            if (event.key === "Escape") setTyped(null);
          }}
        />
      )}
    </div>
  );
}
