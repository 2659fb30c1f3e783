import { Trans, useLingui } from "@lingui/react/macro";
import { Plus, Tags, Trash2 } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { useMe } from "../../live/hooks";
import type { Price } from "../../protocol";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import * as api from "../api";
import { money } from "../numbers/format";
import { Button } from "../../ui/Button";
import { Back } from "../../layout/Back";
import { Shelf } from "../../layout/Shelf";
import styles from "../../layout/Shelf.module.css";
import { useTable } from "../../live/useTable";
import { PriceDialog } from "./PriceDialog";

/** What the office sells, at which price: items of quotations are taken from it. */
export default function PricesPage() {
  const { t, i18n } = useLingui();
  const manages = useMe()?.role !== "agent";
  const [search, setSearch] = useState("");
  const sought = useDeferredValue(search.trim());
  const table = useTable<Price>(api.prices, "prices", sought, ["prices.changed"], givenOf);
  const [edited, setEdited] = useState<Price | "new" | null>(null);
  const add = manages && (
    <Button kind="main" onClick={() => setEdited("new")}>
      <Plus size={16} aria-hidden />
      <Trans>New price</Trans>
    </Button>
  );
  const empty = (
    <EmptyState icon={<Tags size={30} strokeWidth={1.3} />} title={sought ? <Trans>Nothing found</Trans> : <Trans>The price list is empty</Trans>} action={!sought && add}>
      {manages ? <Trans>What stands here is found while an item of a quotation is typed.</Trans> : <Trans>A manager fills it; then you find it while you type an item.</Trans>}
    </EmptyState>
  );
  return (
    <>
      <Shelf title={t`Price list`} back={<Back to="/quotations" name={t`All quotations`} />} table={table} search={search} onSearch={setSearch} nameOf={firstLine} adding={add} empty={empty}>
        {table.items?.map((price) => (
          <li key={price.id} className={styles.entry}>
            <button type="button" disabled={!manages} onClick={() => setEdited(price)}>
              <code>{price.code}</code>
              <b dir="auto">{firstLine(price)}</b>
              <span>
                {money({ amount: price.unit_price, currency: price.currency }, i18n.locale)}
                {price.unit && ` / ${price.unit}`}
              </span>
            </button>
            {manages && <IconButton label={t`Delete ${firstLine(price)}`} icon={<Trash2 size={16} />} onClick={() => table.remove(price)} />}
          </li>
        ))}
      </Shelf>
      {edited && <PriceDialog price={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function firstLine({ description }: Price): string {
  return description.split("\n", 1)[0] ?? "";
}

function givenOf({ code, description, unit, unit_price, currency, tax, withholding }: Price): object {
  return { code, description, unit, unit_price, currency, tax, withholding };
}
