import type { Json } from "../../protocol";

export interface Difference {
  /** Where in the thing: `company.name`. */
  at: string;
  before: string | null;
  after: string | null;
}

const UNTOLD = new Set(["version", "updated_at"]); // they change with everything
const MOST = 60; // lines of one act

/** What was otherwise before, leaf by leaf; of what was added or is gone everything. */
export function differences(before: Json, after: Json): Difference[] {
  const found: Difference[] = [];
  walk("", before ?? null, after ?? null, found);
  return found.slice(0, MOST);
}

function walk(at: string, before: Json, after: Json, found: Difference[]): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isTree(before) || isTree(after)) {
    const [was, is] = [isTree(before) ? before : {}, isTree(after) ? after : {}];
    if ((isTree(before) || before === null) && (isTree(after) || after === null)) {
      for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) if (!UNTOLD.has(key)) walk(at ? `${at}.${key}` : key, was[key] ?? null, is[key] ?? null, found);
      return;
    }
  }
  found.push({ at, before: said(before), after: said(after) });
}

function isTree(value: Json): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A leaf as it is read; a list of plain values with commas between. */
function said(value: Json): string | null {
  if (value === null) return null;
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((each) => typeof each !== "object" || each === null)) return value.join(", ");
  return JSON.stringify(value);
}
