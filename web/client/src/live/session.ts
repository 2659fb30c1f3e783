import type { Auth } from "../http/auth";
import { ProblemError } from "../http/problem";
import { CLOSINGS, type Event, type Id, type WelcomeFrame } from "../protocol";
import type { Answers, Asked } from "./answers";
import { Attention } from "./attention";
import { Backoff } from "./backoff";
import { type Poll, Polling } from "./polling";
import { Position } from "./position";
import { keepRenewed } from "./renewal";
import { type Heard, Interrupted, Socket } from "./socket";
import { EMPTY, type Halt, type Mark, marked } from "./state";
import type { Store } from "./store";
import { Timers } from "./timers";
import { Waiting, away } from "./waiting";

const PATIENCE = 20_000; // ms a command waits for a connection before it is refused
const UPGRADE_TRIES = 2; // sockets refused before HTTP is asked whether it is only the upgrade
const SOCKET_AGAIN = 60_000; // ms between tries for a socket while polling
const OFFLINE_AFTER = 2; // tries; the first loss is usually over before it can be read

export interface SessionParts {
  store: Store;
  auth: Pick<Auth, "token" | "renew" | "forget" | "renewIn">;
  address: string;
  poll: Poll;
  reloadPage: () => void;
}

/** What the session tells. `live`: it is so after having been away. `fresh`: all that was held has been thrown away. */
export interface SessionEar {
  live(): void;
  fresh(): void;
  events(events: readonly Event[]): void;
}

/** Keeps the store true to the server: one connection after the other, one position over all of them. */
export class Session {
  #parts: SessionParts;
  #ear: SessionEar;
  #position: Position;
  #polling: Polling;
  #attention: Attention;
  #timers = new Timers();
  #waiting = new Waiting();
  #backoff = new Backoff();
  #socket: Socket | null = null;
  #next: Socket | null = null; // opened after a bye, while the old one still serves
  #refusedUpgrades = 0;
  #running = false;

  constructor(parts: SessionParts, ear: SessionEar) {
    this.#parts = parts;
    this.#ear = ear;
    this.#position = new Position(parts.store, (events) => ear.events(events));
    this.#attention = new Attention(parts.store, this.#timers);
    this.#polling = new Polling(parts.poll, this.#position, {
      welcome: (frame) => this.#welcome(frame),
      frame: (frame) => this.#hear(frame),
      lost: () => this.#restart(),
      failed: () => this.#later(),
    });
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#mark("catching_up");
    void this.#connect();
  }

  /** Leaves, and forgets whose state it was. */
  stop(halt: Halt = null): void {
    this.#running = false;
    this.#leave();
    this.#waiting.wake(); // to be refused: the next connection may be another person's
    this.#timers.clearAll();
    this.#position.begin(null);
    this.#parts.store.change(({ generation }) => ({ ...EMPTY, generation: generation + 1, connection: { mark: "offline", since: null, halt } }));
  }

  /** The browser came online, the tab became visible, or somebody asked. */
  wake(): void {
    if (!this.#running) return;
    if (this.#socket?.silent) return this.#socket.drop();
    if (this.#socket || this.#polling.running) return;
    this.#backoff.reset();
    void this.#connect();
  }

  /** Asks until it is answered: a repeat after a reconnect is safe, creating commands carry their client_id.
   * Rejects with the server's ProblemError, or `unavailable` after `patience` ms without a connection. */
  async request<Given extends Asked>(asked: Given, patience = PATIENCE): Promise<Answers[Given["type"]]> {
    const until = Date.now() + patience;
    for (;;) {
      if (this.#polling.running) return this.#polling.request(asked);
      if (!this.#running) throw away();
      try {
        if (this.#socket?.ready) return await this.#socket.request(asked);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
      }
      if (!this.#socket?.ready) await this.#waiting.wait(until - Date.now());
    }
  }

  async view(conversation: Id | null, focused: boolean): Promise<void> {
    const asked = this.#attention.view(conversation, focused);
    if (asked && this.#socket?.ready) await this.request(asked);
  }

  typing(conversation: Id): void {
    this.#attention.typing(this.#socket, conversation);
  }

  typed(): void {
    this.#attention.typed();
  }

  presence(state: "online" | "away"): void {
    this.#socket?.whisper({ type: "presence.set", state });
  }

  async #connect(): Promise<void> {
    this.#timers.clear("connect");
    if (this.#socket) return;
    try {
      const token = await this.#parts.auth.token();
      if (this.#running && !this.#socket) this.#socket = this.#dial(token);
    } catch (error) {
      this.#tokenFailed(error);
    }
  }

  #dial(token: string): Socket {
    const socket: Socket = new Socket(this.#parts.address, token, this.#position.cursor, {
      frame: (frame) => this.#frame(socket, frame),
      closed: (code, welcomed) => this.#closed(socket, code, welcomed),
    });
    return socket;
  }

  #frame(socket: Socket, frame: Heard): void {
    switch (frame.type) {
      case "welcome":
        this.#welcome(frame);
        if (!frame.resumed) this.#live(socket);
        return;
      case "events":
        return void (this.#position.take(frame) || socket.drop());
      case "pulse":
        this.#attention.clock(frame);
        if (!this.#position.pulse(frame)) return socket.drop();
        return socket.whisper({ type: "pong", seq: this.#position.cursor?.seq ?? frame.seq });
      case "caught_up":
        return this.#live(socket);
      case "bye":
        return this.#timers.set("bye", frame.wait_ms, () => void this.#move());
      case "reload":
        return this.#restart();
      default:
        return this.#hear(frame);
    }
  }

  #hear(frame: Heard): void {
    if (frame.type === "typing" || frame.type === "presence") this.#attention.hear(frame);
  }

  #welcome({ user, cursor, resumed }: WelcomeFrame): void {
    this.#refusedUpgrades = 0;
    if (resumed) {
      this.#position.resume(cursor);
      return this.#parts.store.change((state) => ({ ...state, me: user }));
    }
    this.#position.begin(cursor);
    this.#parts.store.change(({ generation, connection, pending }) => ({ ...EMPTY, generation: generation + 1, connection, pending, me: user }));
    this.#ear.fresh();
  }

  #live(socket: Socket): void {
    if (socket === this.#next) {
      this.#socket?.leave();
      this.#socket = socket;
      this.#next = null;
    }
    this.#polling.stop();
    this.#backoff.live();
    keepRenewed(socket, this.#parts.auth, this.#timers, (error) => this.#tokenFailed(error));
    const looking = this.#attention.repeat();
    if (looking) void this.request(looking).catch(() => undefined);
    this.#reached("live");
  }

  #reached(mark: Mark): void {
    this.#mark(mark);
    this.#waiting.wake();
    this.#ear.live();
  }

  /** After a bye: the next connection is open before the old one is left. */
  async #move(): Promise<void> {
    if (!this.#running || this.#next) return;
    if (!this.#socket) return this.#connect();
    const token = await this.#parts.auth.token().catch(() => null);
    if (token && this.#socket && this.#running) this.#next = this.#dial(token); // else the old one closes, and the ordinary way back begins
  }

  #closed(socket: Socket, code: number, welcomed: boolean): void {
    if (socket === this.#next) return void (this.#next = null);
    if (socket !== this.#socket) return;
    this.#socket = this.#next; // already on its way
    this.#next = null;
    if (this.#socket) return this.#mark("catching_up");
    if (!welcomed && code === 1006) this.#refusedUpgrades += 1;
    this.#obey(code);
  }

  #obey(code: number): void {
    switch (CLOSINGS[code]?.browser ?? (code >= 4400 ? "back_off" : "resume")) {
      case "sign_in":
        this.#parts.auth.forget();
        return this.stop(code === 4403 ? "revoked" : "signed_out");
      case "ask_first":
        this.#leave();
        return this.#mark("offline", "too_many_sessions");
      case "reload_page":
        this.#parts.reloadPage();
        return this.#backOff();
      case "renew":
        this.#mark("catching_up");
        return void this.#parts.auth.renew().then(() => this.#later(), (error: unknown) => this.#tokenFailed(error));
      case "back_off":
        return this.#backOff();
      case "resume_elsewhere":
        return this.#timers.has("bye") ? this.#mark("catching_up") : this.#later(); // the bye's moment is still to come
      default:
        return this.#later();
    }
  }

  #backOff(): void {
    this.#backoff.harder();
    this.#later();
  }

  #later(): void {
    if (!this.#running) return;
    this.#timers.set("connect", this.#backoff.next(), () => void this.#connect());
    this.#mark(this.#backoff.tries > OFFLINE_AFTER || !navigator.onLine ? "offline" : "catching_up");
    if (this.#refusedUpgrades >= UPGRADE_TRIES) void this.#poll();
  }

  /** HTTP answers and the upgrade does not: a proxy on the way blocks sockets. */
  async #poll(): Promise<void> {
    if (!this.#polling.running && !(await this.#polling.start())) return;
    if (!this.#running || this.#socket?.ready) return this.#polling.stop();
    this.#timers.set("connect", SOCKET_AGAIN, () => void this.#connect());
    this.#reached("polling");
  }

  #tokenFailed(error: unknown): void {
    if (error instanceof ProblemError && error.code === "not_signed_in") this.stop("signed_out");
    else this.#later();
  }

  /** The position is gone: begin as on a first visit. */
  #restart(): void {
    this.#leave();
    this.#position.begin(null);
    this.#mark("catching_up");
    void this.#connect();
  }

  #leave(): void {
    this.#polling.stop();
    this.#socket?.leave();
    this.#next?.leave();
    this.#socket = null;
    this.#next = null;
  }

  #mark(mark: Mark, halt: Halt = null): void {
    this.#parts.store.change((state) => marked(state, mark, halt, Date.now()));
  }
}
