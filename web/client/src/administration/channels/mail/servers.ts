import type { MailboxSetup, MailGuess, MailServer } from "../../../protocol";

export interface ServerDraft {
  host: string;
  port: string;
  security: MailServer["security"];
  /** Of the incoming one: how the server that checks senders calls itself. */
  checkedBy: string;
}

export interface Servers {
  imap: ServerDraft;
  smtp: ServerDraft;
}

const EMPTY: ServerDraft = { host: "", port: "", security: "tls", checkedBy: "" };
export const NO_SERVERS: Servers = { imap: { ...EMPTY, port: "993" }, smtp: { ...EMPTY, port: "465" } };

/** An address that is worth asking about. */
export function whole(address: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address.trim());
}

export function serversOf(known: Pick<MailGuess | MailboxSetup, "imap" | "smtp">): Servers {
  return { imap: draftOf(known.imap, NO_SERVERS.imap), smtp: draftOf(known.smtp, NO_SERVERS.smtp) };
}

/** As the server takes it; null where it is not filled in. */
export function serverOf({ host, port, security, checkedBy }: ServerDraft): MailServer | null {
  const number = Number(port);
  if (host.trim() === "" || !Number.isInteger(number) || number < 1 || number > 65_535) return null;
  return { host: host.trim(), port: number, security, checked_by: checkedBy.trim() || null };
}

function draftOf(server: MailServer | null, otherwise: ServerDraft): ServerDraft {
  return server ? { host: server.host, port: String(server.port), security: server.security, checkedBy: server.checked_by ?? "" } : otherwise;
}
