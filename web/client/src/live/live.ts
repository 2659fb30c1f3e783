import { auth } from "../http/auth";
import { request as http } from "../http/request";
import type { Event, Id, Json } from "../protocol";
import type { AnswerTo, Asked } from "./answers";
import { forgetAll } from "./belongings";
import { Outbox } from "./outbox";
import type { Poll, Polled } from "./polling";
import { Reads } from "./reads";
import { Session } from "./session";
import { Shelf } from "./shelf";
import { Store } from "./store";

const RELOADED = "bma-reloaded"; // sessionStorage: when the page last reloaded itself
const RELOAD_EVERY = 60_000; // ms; a server that is older than its page must not make it spin
const AWAY_AFTER = 60_000; // ms in the background

const store = new Store();
const shelf = new Shelf();
const ear = { live: () => outbox.flush(), fresh: () => readAgain(), events: (events: readonly Event[]) => hear(events) };
const session = new Session({ store, auth, address: address(), poll: poll(), reloadPage }, ear);
const request = <Given extends Asked>(asked: Given, patience?: number): Promise<AnswerTo<Given>> => session.request(asked, patience);
const reads = new Reads(store, request);
const outbox = new Outbox(store, request, shelf);

const listeners = new Set<Listener>();
type Listener = (events: readonly Event[]) => void;

/** The console's one live connection and what hangs on it. */
export const live = {
  store,
  reads,
  outbox,
  request,
  view: (conversation: Id | null, focused: boolean) => session.view(conversation, focused),
  typing: (conversation: Id) => session.typing(conversation),
  hear: listen,
  wake: () => session.wake(),
  start,
  signOut,
};

/** Follows whoever is signed in. Returns its own undo. */
function start(): () => void {
  const follow = (): void => {
    if (auth.status === "signed_in") session.start();
    if (auth.status !== "signed_out") return;
    session.stop(store.state.connection.halt ?? "signed_out");
    forgetAll();
  };
  const undo = auth.subscribe(follow);
  const unwatch = watchPage();
  follow();
  return () => {
    undo();
    unwatch();
    session.stop();
  };
}

/** What was written and not sent goes too: the next person here may be another. */
async function signOut(everywhere = false): Promise<void> {
  await shelf.clear();
  await auth.signOut(everywhere);
}

function readAgain(): void {
  void reads.outline().catch(() => undefined);
  void reads.counts().catch(() => undefined);
  const me = store.state.me?.id;
  if (me) void outbox.restore(me);
}

/** For pages that read again when something changed. Returns its own undo. */
function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function hear(events: readonly Event[]): void {
  for (const listener of [...listeners]) listener(events);
  if (events.some((event) => event.type.startsWith("conversation."))) reads.countsSoon();
}

/** Comes back at once when it can be worth it, and tells the others when nobody looks. */
function watchPage(): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  let away: ReturnType<typeof setTimeout> | undefined;
  const looked = (): void => {
    clearTimeout(away);
    if (document.visibilityState === "hidden") away = setTimeout(() => session.presence("away"), AWAY_AFTER);
    else {
      session.wake();
      session.presence("online");
    }
  };
  window.addEventListener("online", () => session.wake(), { signal });
  window.addEventListener("pageshow", () => session.wake(), { signal });
  document.addEventListener("visibilitychange", looked, { signal });
  return () => leaving.abort();
}

function address(): string {
  return `${location.origin.replace(/^http/, "ws")}/api/v1/live`;
}

function poll(): Poll {
  return {
    ping: () => http("/api/v1/ping"),
    events: (cursor, signal) => {
      const query = cursor ? `?${new URLSearchParams({ epoch: cursor.epoch, after: String(cursor.seq), scope: cursor.scope })}` : "";
      return http<Polled>(`/api/v1/events${query}`, { signal });
    },
    command: (asked) => http<Json>("/api/v1/commands", { method: "POST", json: { ...asked, id: 0 } }),
    user: () => auth.user,
  };
}

function reloadPage(): void {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < RELOAD_EVERY) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}
