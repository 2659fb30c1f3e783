import type { ProblemError } from "../http/problem";

/** new: nothing to keep yet · nobody: kept once it is known for whom */
export type Saving = "new" | "nobody" | "saved" | "unsaved" | "saving" | "failed" | "conflict";

/** How what is being written stands, whatever it is. */
export interface Draft<Name extends string> {
  saving: Saving;
  problem: ProblemError | null;
  /** Somebody else's version, when both changed the same. */
  conflict: { both: readonly Name[]; theirs: readonly Name[]; current: { version: number } } | null;
  /** What somebody else changed while this was open, taken already. */
  news: readonly Name[];
}

/** Keeps what is being written. */
export interface Keeper<Name extends string> {
  /** Nothing would be lost with the tab. */
  readonly safe: boolean;
  save: () => Promise<unknown>;
  settle: (mine: readonly Name[]) => void;
  discard: () => void;
  dismissNews: () => void;
}
