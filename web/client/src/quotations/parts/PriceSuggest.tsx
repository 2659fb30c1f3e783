import { useLingui } from "@lingui/react/macro";

import type { Price } from "../../protocol";
import * as api from "../api";
import { money } from "../numbers/format";
import { Suggest } from "../../ui/Suggest";

const MOST = 8;

interface PriceSuggestProps {
  label: string;
  placeholder: string;
  currency: string;
  onPick: (price: Price) => void;
  onFree: (typed: string) => void;
}

/** Finds in the price list while one types; entries of other currencies come last. */
export function PriceSuggest({ currency, ...rest }: PriceSuggestProps) {
  const { i18n } = useLingui();
  const find = async (typed: string): Promise<readonly Price[]> => {
    const { items } = await api.prices.list(new URLSearchParams({ q: typed, limit: String(MOST * 2) }));
    const fitting = (price: Price): number => Number(price.currency !== currency);
    return items.toSorted((one, other) => fitting(one) - fitting(other)).slice(0, MOST);
  };
  return (
    <Suggest
      {...rest}
      find={find}
      keyOf={({ id }) => id}
      renderItem={({ code, description, unit, unit_price, currency: priced }) => (
        <>
          {code && <span>{code}</span>}
          <b dir="auto">{description.split("\n", 1)[0]}</b>
          <span>
            {money({ amount: unit_price, currency: priced }, i18n.locale)}
            {unit && ` / ${unit}`}
          </span>
        </>
      )}
    />
  );
}
