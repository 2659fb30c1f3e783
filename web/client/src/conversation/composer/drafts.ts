export interface Draft {
  text: string;
  note: boolean;
  replyTo: string | null;
}

export const EMPTY: Draft = { text: "", note: false, replyTo: null };
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

export function keepDraft(conversation: string, draft: Draft): void {
  if (draft.text || draft.replyTo) sessionStorage.setItem(PREFIX + conversation, JSON.stringify(draft));
  else sessionStorage.removeItem(PREFIX + conversation);
}
