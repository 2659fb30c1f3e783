import { keep, kept } from "../../live/belongings";
import { live } from "../../live/live";
import { EMPTY_MAIL, isMailBegun, type MailDraft } from "../../mail/draft";

export interface Draft {
  text: string; // to the customer
  aside: string; // to the team: kept apart, so that a note is never sent
  note: boolean; // which of the two is being written
  replyTo: string | null;
  mail: MailDraft; // only mails have it
}

export const EMPTY: Draft = { text: "", aside: "", note: false, replyTo: null, mail: EMPTY_MAIL };

/** What is half written stays with its conversation and its author, through reloads, until the tab is closed or the author leaves. */
export function loadDraft(conversation: string): Draft {
  return { ...EMPTY, ...kept<Partial<Draft>>(author(), nameOf(conversation)) };
}

/** The words being written now. */
export function wordsOf(draft: Draft): string {
  return draft.note ? draft.aside : draft.text;
}

export function keepDraft(conversation: string, draft: Draft): void {
  keep(author(), nameOf(conversation), draft.text || draft.aside || draft.replyTo || isMailBegun(draft.mail) ? draft : null);
}

function author(): string {
  return live.store.state.me?.id ?? "";
}

function nameOf(conversation: string): string {
  return `draft/${conversation}`;
}
