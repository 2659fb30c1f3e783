/** One choice of a field while it is edited. `was` null: it is new. */
export interface Choice {
  was: string | null;
  now: string;
}

/** As the server takes them: which there are, and what became of the old ones. */
export function choicesGiven(choices: readonly Choice[]): { choices: string[]; renamed: Record<string, string> } {
  const kept = choices.map(({ was, now }) => ({ was, now: now.trim() })).filter(({ now }) => now !== "");
  const renamed = Object.fromEntries(kept.flatMap(({ was, now }) => (was !== null && was !== now ? [[was, now]] : [])));
  return { choices: [...new Set(kept.map(({ now }) => now))], renamed };
}
