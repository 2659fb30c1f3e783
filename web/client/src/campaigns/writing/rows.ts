import type { Audience } from "../../protocol";

export type Tree = NonNullable<Audience["filter"]>;
export type Leaf = Exclude<Tree, { type: "all" | "any" | "none" }>;

/** A condition as a line of the form: what holds, or what does not. */
export interface Row {
  leaf: Leaf;
  not: boolean;
}

/** The filter as lines that all hold; null when it is of another form, made elsewhere. */
export function rowsOf(filter: Audience["filter"]): Row[] | null {
  if (filter === null) return [];
  const rows: Row[] = [];
  for (const part of filter.type === "all" ? filter.of : [filter]) {
    const not = part.type === "none";
    const [leaf, ...more] = part.type === "none" ? part.of : [part];
    if (!leaf || more.length > 0 || leaf.type === "all" || leaf.type === "any" || leaf.type === "none") return null;
    rows.push({ leaf, not });
  }
  return rows;
}

export function filterOf(rows: readonly Row[]): Audience["filter"] {
  if (rows.length === 0) return null;
  return { type: "all", of: rows.map(({ leaf, not }) => (not ? { type: "none", of: [leaf] } : leaf)) };
}

/** Whether the audience says whom it means; a filter alone narrows nobody. */
export function namesSomebody(audience: Audience): boolean {
  return audience.everyone || [audience.tags, audience.segments, audience.lists, audience.contacts, audience.campaigns].some((named) => named.length > 0);
}
