import type { MailboxSetup, MailGuess, MailServer } from "../../../protocol";

export interface ServerDraft {
  host: string;
  port: string;
  security: MailServer["security"];
}

export interface Servers {
  imap: ServerDraft;
  smtp: ServerDraft;
}

const EMPTY: ServerDraft = { host: "", port: "", security: "tls" };
export const NO_SERVERS: Servers = { imap: { ...EMPTY, port: "993" }, smtp: { ...EMPTY, port: "465" } };

/** An address that is worth asking about. */
export function whole(address: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address.trim());
}

export function serversOf(known: Pick<MailGuess | MailboxSetup, "imap" | "smtp">): Servers {
  return { imap: draftOf(known.imap, NO_SERVERS.imap), smtp: draftOf(known.smtp, NO_SERVERS.smtp) };
}

/** As the server takes it; null where it is not filled in. */
export function serverOf({ host, port, security }: ServerDraft): MailServer | null {
  const number = Number(port);
  return host.trim() !== "" && Number.isInteger(number) && number > 0 && number < 65_536 ? { host: host.trim(), port: number, security } : null;
}

function draftOf(server: MailServer | null, otherwise: ServerDraft): ServerDraft {
  return server ? { host: server.host, port: String(server.port), security: server.security } : otherwise;
}
