import type {
  Channel,
  Contact,
  Conversation,
  Id,
  Json,
  MailSend,
  Message,
  PersonPresence,
  Problem,
  QuotationSummary,
  Reply,
  Template,
  TemplateUse,
  Attachment,
  Time,
  User,
  Who,
} from "../protocol";

/** live · catching_up (connecting, or replaying) · polling (the socket is blocked, HTTP is not) · offline */
export type Mark = "live" | "catching_up" | "polling" | "offline";

/** Why the session stopped for good; null while it runs. */
export type Halt = "signed_out" | "revoked" | "too_many_sessions" | null;

export interface Connection {
  mark: Mark;
  since: number | null; // ms since 1970, when the mark last left "live"
  halt: Halt;
}

/** The messages held of one conversation: once loaded, everything from `messages[0]` to now, in `order`. */
export interface Thread {
  messages: readonly Message[];
  hasOlder: boolean;
  /** False while the first page is on its way: events that overtake it are kept already. */
  loaded: boolean;
}

/** What a list has loaded. `ids` is the server's order for a search; the plain lists sort what they know by activity. */
export interface LoadedList {
  ids: readonly Id[];
  frontier: string | null; // activity of the last conversation loaded; what is older may be missing
  next: string | null;
}

export interface Counts {
  mine: number;
  unassigned: number;
  all: number;
  snoozed: number;
  resolved: number;
  /** Open ones that somebody of the team still has to read. */
  unread: number;
}

/** What an agent writes. `attachments` are uploaded already. */
export interface Draft {
  text?: string;
  reply_to?: Id | null;
  attachments?: readonly Attachment[];
  template?: TemplateUse;
  interactive?: Record<string, Json>;
  location?: Record<string, Json>;
  contacts?: Record<string, Json>[];
  mail?: MailSend;
}

/** Something sent from here that the server has not confirmed. */
export interface Pending {
  client_id: Id;
  conversation: Id;
  kind: "send" | "note";
  draft: Draft;
  state: "waiting" | "sending" | "failed";
  error: Problem | null;
  at: Time;
}

export interface Typist {
  who: Who;
  until: number; // ms since 1970
}

export interface State {
  /** Grows whenever everything held was thrown away: what a page shows must be read again. */
  generation: number;
  connection: Connection;
  me: User | null;
  users: ReadonlyMap<Id, User>;
  channels: ReadonlyMap<Id, Channel>;
  templates: ReadonlyMap<Id, Template>;
  replies: ReadonlyMap<Id, Reply>;
  settings: ReadonlyMap<string, Json>;
  conversations: ReadonlyMap<Id, Conversation>;
  contacts: ReadonlyMap<Id, Contact>;
  /** Heard of or shown: whoever shows one shows the newest known. */
  quotations: ReadonlyMap<Id, QuotationSummary>;
  threads: ReadonlyMap<Id, Thread>;
  lists: ReadonlyMap<string, LoadedList>;
  /** Told to be gone; a page of an older answer must not bring them back. */
  gone: ReadonlySet<Id>;
  counts: Counts | null;
  typing: ReadonlyMap<Id, readonly Typist[]>;
  presence: ReadonlyMap<Id, PersonPresence>;
  pending: ReadonlyMap<Id, Pending>;
}

export const EMPTY: State = {
  generation: 0,
  connection: { mark: "catching_up", since: null, halt: null },
  me: null,
  users: new Map(),
  channels: new Map(),
  templates: new Map(),
  replies: new Map(),
  settings: new Map(),
  conversations: new Map(),
  contacts: new Map(),
  quotations: new Map(),
  threads: new Map(),
  lists: new Map(),
  gone: new Set(),
  counts: null,
  typing: new Map(),
  presence: new Map(),
  pending: new Map(),
};

/** `since` stays what it was when it stopped being live. */
export function marked(state: State, mark: Mark, halt: Halt, now: number): State {
  const since = mark === "live" ? null : (state.connection.since ?? now);
  const same = state.connection.mark === mark && state.connection.since === since && state.connection.halt === halt;
  return same ? state : { ...state, connection: { mark, since, halt } };
}
