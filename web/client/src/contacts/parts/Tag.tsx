import { X } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { useLingui } from "@lingui/react/macro";

import styles from "./Tag.module.css";

interface TagProps {
  name: string;
  colour?: string | null | undefined;
  /** Takes it off. */
  onDrop?: (() => void) | undefined;
  children?: ReactNode;
}

/** A word somebody is marked with, in its colour. */
export function Tag({ name, colour, onDrop }: TagProps) {
  const { t } = useLingui();
  return (
    <span className={styles.tag} style={colour ? ({ "--colour": colour } as CSSProperties) : undefined} data-coloured={colour ? true : undefined}>
      <span dir="auto">{name}</span>
      {onDrop && (
        <button type="button" aria-label={t`Take off ${name}`} onClick={onDrop}>
          <X size={12} />
        </button>
      )}
    </span>
  );
}
