import { DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, closestCenter, useSensor, useSensors } from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { Trans, useLingui } from "@lingui/react/macro";
import { Heading } from "lucide-react";
import { useState } from "react";

import type { Money, Price } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { PriceSuggest } from "../parts/PriceSuggest";
import styles from "./Items.module.css";
import { ItemLine } from "./ItemLine";
import type { Form, ItemRow, Row } from "./form";
import { newSection } from "./form";
import { added, changed, duplicated, itemAfter, moved, without } from "./rows";
import { SectionLine } from "./SectionLine";
import { useAnnouncements } from "./useAnnouncements";
import type { Computed } from "./useTotals";

const FARTHER = 5; // px the pointer moves before it means to drag

interface ItemsProps {
  form: Form;
  computed: Computed;
  onRows: (change: (rows: readonly Row[]) => readonly Row[]) => void;
}

interface Deleted {
  rows: readonly Row[];
  words: string;
}

/** What is offered, line by line: moved by hand, by touch or by keys. */
export function Items({ form, computed, onRows }: ItemsProps) {
  const { t } = useLingui();
  const { rows } = form;
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  const [fresh, setFresh] = useState(""); // the line that was just added takes the cursor
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: FARTHER } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const { announcements, instructions } = useAnnouncements(rows);
  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    if (over && active.id !== over.id) onRows((held) => moved(held, String(active.id), String(over.id)));
  };
  const remove = (row: Row): void => {
    setDeleted({ rows, words: nameOf(row) || t`an empty line` });
    onRows((held) => without(held, row.key));
  };
  const add = (given: Partial<ItemRow>): void => {
    const row = itemAfter(rows, given);
    setFresh(row.key);
    onRows((held) => added(held, row));
  };
  const onPrice = ({ id, description, unit, unit_price, tax, withholding, currency }: Price): void => {
    const unitPrice = currency === form.currency ? unit_price : "";
    add({ description, unit, unitPrice, price: id, ...(tax && { tax }), ...(withholding && { withholding }) });
  };
  return (
    <>
      <div className={styles.head} aria-hidden>
        <span />
        <span>{t`Item`}</span>
        <span>{t`Quantity`}</span>
        <span>{t`Unit`}</span>
        <span>{t`Price`}</span>
        <span>{t`Amount`}</span>
        <span />
      </div>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        modifiers={[upright]}
        accessibility={{ announcements, screenReaderInstructions: instructions }}
        onDragEnd={onDragEnd}
      >
        <SortableContext items={rows.map(({ key }) => key)} strategy={verticalListSortingStrategy}>
          <ol className={styles.items} aria-label={t`Items`}>
            {rows.map((row, place) =>
              row.kind === "section" ? (
                <SectionLine key={row.key} row={row} amount={sectionAmount(rows, place, computed)} onChange={(title) => onRows((held) => changed(held, row.key, { title }))} onRemove={() => remove(row)} />
              ) : (
                <ItemLine
                  key={row.key}
                  row={row}
                  place={place}
                  currency={form.currency}
                  computed={computed}
                  focused={fresh === row.key}
                  onChange={(part) => onRows((held) => changed(held, row.key, part))}
                  onDuplicate={() => onRows((held) => duplicated(held, row.key))}
                  onRemove={() => remove(row)}
                />
              ),
            )}
          </ol>
        </SortableContext>
      </DndContext>
      {rows.length === 0 && (
        <p className={styles.empty}>
          <Trans>Nothing is offered yet. Type the first item below, or find it in the price list.</Trans>
        </p>
      )}
      {deleted && (
        <div className={styles.undo}>
          <Notice words={<Trans>Deleted: {deleted.words}</Trans>}>
            <Button onClick={() => (onRows(() => deleted.rows), setDeleted(null))}>
              <Trans>Undo</Trans>
            </Button>
            <Button kind="quiet" onClick={() => setDeleted(null)}>
              <Trans>All right</Trans>
            </Button>
          </Notice>
        </div>
      )}
      <div className={styles.adding}>
        <PriceSuggest label={t`Add an item`} placeholder={t`Add an item: type it, or find it in the price list`} currency={form.currency} onPick={onPrice} onFree={(description) => add({ description })} />
        <Button onClick={() => onRows((held) => added(held, newSection()))}>
          <Heading size={15} aria-hidden />
          <Trans>Heading</Trans>
        </Button>
      </div>
    </>
  );
}

/** Lines only move up and down. */
function upright({ transform }: { transform: { x: number; y: number; scaleX: number; scaleY: number } }) {
  return { ...transform, x: 0 };
}

function nameOf(row: Row): string {
  return (row.kind === "section" ? row.title : row.description).split("\n", 1)[0]?.trim() ?? "";
}

/** What the lines under a heading come to. */
function sectionAmount(rows: readonly Row[], place: number, { totals, content }: Computed): Money | null {
  const first = rows.slice(place + 1).find((row) => row.kind === "section" || content.keys.includes(row.key));
  const at = first ? content.keys.indexOf(first.key) : -1;
  if (at < 0) return null;
  const begun = content.items.slice(0, at + 1).filter((item, index) => index === 0 || item.section !== content.items[index - 1]?.section);
  return totals.sections[begun.length - 1]?.amount ?? null;
}
