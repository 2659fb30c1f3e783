import type { ReactNode } from "react";

import { Suggest } from "../../ui/Suggest";
import { Chips } from "./Chips";
import styles from "./Picker.module.css";

export interface Named {
  id: string;
  name: string;
}

interface PickerProps<Item extends Named> {
  label: string;
  placeholder: string;
  find: (typed: string) => Promise<readonly Item[]>;
  /** What stands beside the name while one looks for it. */
  beside?: (item: Item) => ReactNode;
  chosen: readonly Named[];
  onAdd: (item: Item) => void;
  onDrop: (id: string) => void;
  from?: number;
  children?: ReactNode;
}

/** Several of something, found by name and shown as what was chosen. */
export function Picker<Item extends Named>({ label, placeholder, find, beside, chosen, onAdd, onDrop, from = 0, children }: PickerProps<Item>) {
  const ids = new Set(chosen.map(({ id }) => id));
  return (
    <div className={styles.picker}>
      <span aria-hidden>{label}</span>
      <div>
        <Chips names={chosen} onDrop={onDrop} />
        <div className={styles.row}>
          <Suggest
            label={label}
            placeholder={placeholder}
            from={from}
            find={async (typed) => (await find(typed)).filter(({ id }) => !ids.has(id)).slice(0, 8)}
            keyOf={({ id }) => id}
            renderItem={(item) => (
              <>
                <b dir="auto">{item.name}</b>
                <span>{beside?.(item)}</span>
              </>
            )}
            onPick={onAdd}
            className={styles.field}
          />
          {children}
        </div>
      </div>
    </div>
  );
}
