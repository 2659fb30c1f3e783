import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Check } from "lucide-react";
import { useEffect, useRef } from "react";

import { figure } from "../numbers/format";
import { typedNumber } from "../numbers/typed";
import { FigureInput, Growing, Input } from "../../ui/Field";
import { Extras } from "./Extras";
import type { ItemRow } from "./form";
import { Handle } from "./Handle";
import styles from "./Items.module.css";
import { LineMenu } from "./LineMenu";
import { MissingWords } from "./MissingWords";
import type { Computed } from "./useTotals";
import { useSortableLine } from "./useSortableLine";

const PLACES = 4;

interface ItemLineProps {
  row: ItemRow;
  place: number;
  currency: string;
  computed: Computed;
  /** It was just added. */
  focused: boolean;
  onChange: (part: Partial<ItemRow>) => void;
  onDuplicate: () => void;
  onRemove: () => void;
}

/** One thing offered: what it is, how much of it, for what price. */
export function ItemLine({ row, place, currency, computed, focused, onChange, onDuplicate, onRemove }: ItemLineProps) {
  const { t, i18n } = useLingui();
  const { line, handle } = useSortableLine(row.key);
  const first = useFirstField(focused, row.description !== "");
  const missing = computed.content.missing.get(row.key);
  const at = computed.content.keys.indexOf(row.key);
  const wrong = computed.wrong.find(({ field }) => field.startsWith(`items[${at}]`));
  const amounts = computed.lines.get(row.key);
  const ordinal = place + 1;
  const tidy = (name: "quantity" | "unitPrice") => () => {
    const number = typedNumber(row[name], PLACES);
    if (number !== null && number !== row[name]) onChange({ [name]: number });
  };
  return (
    <li {...line} className={styles.item}>
      <div className={styles.line} ref={first}>
        <Handle {...handle} label={t`Move line ${ordinal}`} />
        <Growing className={styles.cell} value={row.description} maxLength={4000} placeholder={t`What it is; further lines explain`} aria-label={t`Description of line ${ordinal}`} onChange={(event) => onChange({ description: event.target.value })} />
        <FigureInput className={styles.cell} value={row.quantity} maxLength={20} aria-label={t`Quantity of line ${ordinal}`} aria-invalid={missing === "quantity"} onChange={(event) => onChange({ quantity: event.target.value })} onBlur={tidy("quantity")} />
        <Input className={styles.cell} value={row.unit} maxLength={40} dir="auto" placeholder={t`unit`} aria-label={t`Unit of line ${ordinal}`} onChange={(event) => onChange({ unit: event.target.value })} />
        <FigureInput className={styles.cell} value={row.unitPrice} maxLength={24} placeholder="0.00" aria-label={t`Price of line ${ordinal}`} aria-invalid={missing === "price"} onChange={(event) => onChange({ unitPrice: event.target.value })} onBlur={tidy("unitPrice")} />
        <output className={styles.total} aria-label={t`Amount of line ${ordinal}`} data-out={(amounts && !amounts.counted) || undefined}>
          {amounts ? figure(amounts.amount, i18n.locale) : "–"}
        </output>
        <LineMenu onDuplicate={onDuplicate} onRemove={onRemove}>
          <Menu.Item leftSection={<Check size={15} style={{ opacity: row.optional ? 1 : 0 }} />} onClick={() => onChange({ optional: !row.optional, chosen: false })}>
            <Trans>Optional: the customer may leave it</Trans>
          </Menu.Item>
        </LineMenu>
        <Extras row={row} place={ordinal} currency={currency} wrong={missing === "discount" || wrong?.field.includes("discount") === true} onChange={onChange} />
        <MissingWords missing={missing} fault={wrong?.fault} />
      </div>
    </li>
  );
}

/** A line that was just added takes the cursor: to be described, or, found in the price list, to be counted. */
function useFirstField(focused: boolean, described: boolean) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!focused) return;
    const field = line.current?.querySelector<HTMLElement>(described ? "input" : "textarea");
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
    // oxlint-disable-next-line react/exhaustive-deps -- only when it appears
  }, []);
  return line;
}
