import { useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";

import styles from "./Chips.module.css";

interface ChipsProps {
  names: readonly { id: string; name: string }[];
  onDrop: (id: string) => void;
}

/** What was chosen, each to be taken away again. */
export function Chips({ names, onDrop }: ChipsProps) {
  const { t } = useLingui();
  if (names.length === 0) return null;
  return (
    <ul className={styles.chips}>
      {names.map(({ id, name }) => (
        <li key={id}>
          <span dir="auto">{name}</span>
          <button type="button" aria-label={t`Take ${name} away`} onClick={() => onDrop(id)}>
            <X size={14} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
