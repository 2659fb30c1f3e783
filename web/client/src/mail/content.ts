import type { Attachment, MailAddress, Message } from "../protocol";

/** `Message.content.mail`. Every field may be missing: a mail can lack anything. */
export interface MailContent {
  subject?: string;
  from?: MailAddress | null;
  to?: MailAddress[];
  cc?: MailAddress[];
  bcc?: MailAddress[];
  answer_to?: MailAddress | null;
  quoted?: string;
  html?: boolean;
  elsewhere?: number; // pictures its HTML would fetch from elsewhere
  automatic?: "reply" | "bulk" | "report" | "loop" | "generated" | "no_answer";
  verdicts?: Partial<Record<Check, string>>;
  signature?: string;
  refused?: { address: string; reason: string }[]; // of several recipients those our mail server did not take
}

export type Check = "dkim" | "spf" | "dmarc";

const ORIGINAL = "original.eml";
const ORNAMENT = 30_000; // bytes

export function mailOf(message: Message): MailContent {
  return (message.content.mail ?? {}) as MailContent;
}

/** The mail as it came: the server puts it last. null for what was written here. */
export function originalOf({ attachments, direction, author }: Message): Attachment | null {
  const last = attachments.at(-1);
  return last?.name === ORIGINAL && (direction === "in" || author.kind === "phone_app") ? last : null;
}

/** The files a person put into it. */
export function filesOf(message: Message): readonly Attachment[] {
  const original = originalOf(message);
  const { html } = mailOf(message);
  return message.attachments.filter((file) => file !== original && !(html && original && isOrnament(file)));
}

/** A logo or a line of the design, which shows it in its place; a photo between the words is larger. */
function isOrnament({ kind, cid, size }: Attachment): boolean {
  return kind === "image" && cid !== null && size !== null && size < ORNAMENT;
}
