import { ProblemError } from "../../http/problem";
import type { Configuration } from "../../protocol";

/** What can be changed: everything but the number of the version. */
export type Sections = Omit<Configuration, "version">;
export type Part = Partial<Sections>;
export type Put = (given: Part, ifMatch: number) => Promise<Configuration>;

/** These sections of the whole. */
export function partOf(whole: Configuration, keys: readonly (keyof Sections)[]): Part {
  return Object.fromEntries(keys.map((key) => [key, whole[key]])) as Part;
}

/** Whether two values say the same, whatever the order of their keys. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null || Array.isArray(one) !== Array.isArray(other)) return false;
  const [ours, theirs] = [one, other] as [Record<string, unknown>, Record<string, unknown>];
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...keys].every((key) => same(ours[key], theirs[key]));
}

/** Only what differs from what was there. */
export function changedOf(before: Part, after: Part): Part {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => !same(value, before[key as keyof Sections]))) as Part;
}

/** Puts what was changed on `base`. Somebody who changed other sections meanwhile is in nobody's way: it is put on top of theirs. Rejects
 * with `conflict` when they changed the same. */
export async function save(base: Configuration, changed: Part, put: Put): Promise<Configuration> {
  try {
    return await put(changed, base.version);
  } catch (refused) {
    const current = refused instanceof ProblemError && refused.code === "conflict" ? (refused.current as Configuration | undefined) : undefined;
    if (!current) throw refused;
    const keys = Object.keys(changed) as (keyof Sections)[];
    if (!keys.every((key) => same(current[key], base[key]))) throw refused;
    return save(current, changed, put);
  }
}
