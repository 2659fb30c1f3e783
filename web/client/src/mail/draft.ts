import type { MailAddress, MailSend } from "../protocol";

export const WHERE = ["to", "cc", "bcc"] as const;
export type Where = (typeof WHERE)[number];

/** What a mail being written has beside its words. `typed`: what is no address yet. `forward`: the mail that goes along, to others than the contact. */
export interface MailDraft {
  subject: string;
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  typed: Partial<Record<Where, string>>;
  copies: boolean; // Cc and Bcc are open
  forward: string | null;
}

export const EMPTY_MAIL: MailDraft = { subject: "", to: [], cc: [], bcc: [], typed: {}, copies: false, forward: null };

const MB = 1024 * 1024;
/** Bytes of all files of a mail, as the server takes them: with what mail adds on the way it is what most servers bear. */
export const FILES_LIMIT = 18 * MB;

export function sendOf({ subject, to, cc, bcc, forward }: MailDraft): MailSend {
  return {
    ...(subject.trim() && { subject: subject.trim() }),
    ...(to.length > 0 && { to }),
    ...(cc.length > 0 && { cc }),
    ...(bcc.length > 0 && { bcc }),
    ...(forward && { forward_of: forward }),
  };
}

/** What was sent, to be written on. */
export function begunOf(sent: MailSend | undefined): MailDraft {
  const { subject, to = [], cc = [], bcc = [], forward_of } = sent ?? {};
  return { ...EMPTY_MAIL, subject: subject ?? "", to, cc, bcc, forward: forward_of ?? null };
}

/** Whether nothing stands in the way of sending: every address is one, a forward has somebody to go to, the files are not too large. */
export function isMailReady(mail: MailDraft, sizes: readonly number[]): boolean {
  return WHERE.every((where) => !mail.typed[where]?.trim()) && (mail.forward === null || mail.to.length > 0) && sum(sizes) <= FILES_LIMIT;
}

/** Whether there is something of it to keep. */
export function isMailBegun(mail: MailDraft): boolean {
  return Boolean(mail.subject || mail.forward || WHERE.some((where) => mail[where].length > 0 || mail.typed[where]));
}

export function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
