import type { ReactNode } from "react";

import styles from "./Step.module.css";

interface ChoiceProps {
  name: string;
  label: ReactNode;
  hint: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChoose: () => void;
}

/** One of several, with what it means. */
export function Choice({ name, label, hint, checked, disabled = false, onChoose }: ChoiceProps) {
  return (
    <label className={styles.radio}>
      <span>
        <b>{label}</b>
        {hint && <small>{hint}</small>}
      </span>
      <input type="radio" name={name} checked={checked} disabled={disabled} onChange={onChoose} />
    </label>
  );
}
