import { useLingui } from "@lingui/react/macro";

import type { Money } from "../../protocol";
import { figure } from "../numbers/format";
import type { SectionRow } from "./form";
import { Handle } from "./Handle";
import styles from "./Items.module.css";
import { LineMenu } from "./LineMenu";
import { useSortableLine } from "./useSortableLine";

interface SectionLineProps {
  row: SectionRow;
  amount: Money | null;
  onChange: (title: string) => void;
  onRemove: () => void;
}

/** A heading over the lines below it. */
export function SectionLine({ row, amount, onChange, onRemove }: SectionLineProps) {
  const { t, i18n } = useLingui();
  const { line, handle } = useSortableLine(row.key);
  return (
    <li {...line} className={styles.item}>
      <div className={styles.section}>
        <Handle {...handle} label={t`Move the heading`} />
        <input value={row.title} dir="auto" maxLength={200} placeholder={t`Heading`} aria-label={t`Heading`} onChange={(event) => onChange(event.target.value)} />
        <span>{amount && figure(amount, i18n.locale)}</span>
        <LineMenu onRemove={onRemove} />
      </div>
    </li>
  );
}
