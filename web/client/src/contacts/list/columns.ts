import { useLingui } from "@lingui/react/macro";
import { useMemo } from "react";

import type { Field } from "../../protocol";
import { prefer, preferred } from "../../ui/preference";

export type ColumnKey = "reach" | "company" | "tags" | "owner" | "consent" | "updated" | "created" | `field:${string}`;

export interface Column {
  key: ColumnKey;
  name: string;
  /** As a grid takes it. */
  width: string;
}

const KEPT = "contact-columns";
const USUAL: readonly ColumnKey[] = ["reach", "company", "tags", "owner", "updated"];

/** All that could be shown beside the name. */
export function useColumns(fields: readonly Field[]): readonly Column[] {
  const { t } = useLingui();
  return useMemo(() => [
    { key: "reach", name: t`Reached by`, width: "minmax(130px, 1fr)" },
    { key: "company", name: t`Company`, width: "minmax(110px, 1fr)" },
    { key: "tags", name: t`Tags`, width: "minmax(130px, 1.2fr)" },
    { key: "owner", name: t`Owner`, width: "minmax(90px, 130px)" },
    { key: "consent", name: t`Consent`, width: "110px" },
    { key: "updated", name: t`Changed`, width: "96px" },
    { key: "created", name: t`Added`, width: "96px" },
    ...fields.map((field): Column => ({ key: `field:${field.key}`, name: field.name, width: "minmax(90px, 1fr)" })),
  ], [fields, t]);
}

/** What was chosen on this machine. */
export function chosenColumns(): readonly ColumnKey[] {
  const kept = preferred(KEPT);
  return kept === null ? USUAL : (kept.split(",").filter(Boolean) as ColumnKey[]);
}

export function chooseColumns(keys: readonly ColumnKey[]): void {
  prefer(KEPT, keys.join(","));
}
