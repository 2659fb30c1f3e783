export interface Draft {
  text: string; // to the customer
  aside: string; // to the team: kept apart, so that a note is never sent
  note: boolean; // which of the two is being written
  replyTo: string | null;
}

export const EMPTY: Draft = { text: "", aside: "", note: false, replyTo: null };
const PREFIX = "draft/";

/** What is half written stays with its conversation, through reloads, until the tab is closed. */
export function loadDraft(conversation: string): Draft {
  const kept = sessionStorage.getItem(PREFIX + conversation);
  if (!kept) return EMPTY;
  try {
    return { ...EMPTY, ...(JSON.parse(kept) as Partial<Draft>) };
  } catch {
    return EMPTY;
  }
}

/** The words being written now. */
export function wordsOf(draft: Draft): string {
  return draft.note ? draft.aside : draft.text;
}

export function keepDraft(conversation: string, draft: Draft): void {
  if (draft.text || draft.aside || draft.replyTo) sessionStorage.setItem(PREFIX + conversation, JSON.stringify(draft));
  else sessionStorage.removeItem(PREFIX + conversation);
}
