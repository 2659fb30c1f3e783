import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Input } from "../../ui/Field";
import styles from "./ContactPage.module.css";

interface EditableTextProps {
  label: string;
  value: string;
  onSave: (value: string) => void;
  needed?: boolean; // may not be empty
  most?: number; // characters
}

/** A value that becomes a field where it stands: Enter or leaving keeps, Escape forgets. */
export function EditableText({ label, value, onSave, needed = false, most = 300 }: EditableTextProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState<string | null>(null);
  const keep = (): void => {
    const text = typed?.trim();
    if (text !== undefined && text !== value && (text || !needed)) onSave(text);
    setTyped(null);
  };
  if (typed === null) {
    return (
      <button type="button" className={styles.value} data-empty={!value || undefined} aria-label={value ? `${label}: ${value}` : t`Add: ${label}`} onClick={() => setTyped(value)} title={t`Change`} dir="auto">
        {value || t`Add`}
      </button>
    );
  }
  return (
    <span className={styles.plain}>
      <Input
        ref={(field) => field?.focus()}
        value={typed}
        dir="auto"
        maxLength={most}
        aria-label={label}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) keep();
          if (event.key === "Escape") setTyped(null);
        }}
      />
    </span>
  );
}
