import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import styles from "./ContactPanel.module.css";

interface EditableTextProps {
  label: string;
  value: string;
  onSave: (value: string) => void;
  needed?: boolean; // may not be empty
}

/** A value that becomes a field where it stands: Enter or leaving keeps, Escape forgets. */
export function EditableText({ label, value, onSave, needed = false }: EditableTextProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const keep = () => {
    const text = typed?.trim();
    if (text !== undefined && text !== value && (text || !needed)) onSave(text);
    setTyped(null);
  };
  if (typed === null) {
    return (
      <button type="button" className={styles.value} data-empty={!value || undefined} onClick={() => setTyped(value)} title={t`Change`}>
        {value || t`Add`}
      </button>
    );
  }
  return (
    <input
      className={styles.edit}
      ref={(field) => field?.focus()}
      value={typed}
      dir="auto"
      maxLength={200}
      aria-label={label}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.nativeEvent.isComposing) keep();
        if (event.key === "Escape") setTyped(null);
      }}
    />
  );
}
