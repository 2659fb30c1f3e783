import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { Fault } from "../numbers/totals";
import type { Missing } from "./content";
import styles from "./Items.module.css";

const MISSING: Record<Missing, ReactNode> = {
  description: <Trans>Write what it is, then it counts.</Trans>,
  quantity: <Trans>The quantity is a number above 0 with at most four decimal places; until then the line does not count.</Trans>,
  price: <Trans>The price is missing, or no number with at most four decimal places; until then the line does not count.</Trans>,
  discount: <Trans>The discount is no number that fits; until then the line does not count.</Trans>,
};
const FAULTS: Partial<Record<Fault, ReactNode>> = {
  discount: <Trans>The discount is larger than what it is taken off.</Trans>,
  places: <Trans>The discount has more decimal places than the currency.</Trans>,
  too_much: <Trans>This comes to more money than an amount can hold.</Trans>,
};

/** Why a line does not count yet. */
export function MissingWords({ missing, fault }: { missing: Missing | undefined; fault: Fault | undefined }) {
  const words = missing ? MISSING[missing] : fault && FAULTS[fault];
  if (!words) return null;
  return (
    <p className={styles.missing} role="status">
      {words}
    </p>
  );
}
