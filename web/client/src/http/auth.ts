import type { User } from "../protocol";
import { ProblemError } from "./problem";
import { call } from "./call";
import * as owed from "./owed";

export interface Grant {
  access_token: string;
  expires_in: number; // seconds
  user: User;
  /** The console's, as the person chose it, wherever it was; null: not yet. */
  language: string | null;
  recovery_codes?: string[];
}

/** The password was right, but it needs a code of the authenticator app, or ("setup") such an app first. */
export interface Half {
  step: "code" | "setup";
  half_token: string;
}

export interface Setup {
  secret: string;
  uri: string;
  qr: { side: number; path: string };
}

export type SignIn = "unknown" | "signed_in" | "signed_out";

interface Held {
  token: string;
  expires: number; // ms since 1970, by this machine's clock
  user: User;
  language: string | null;
}

type Told = { type: "renewed"; held: Held } | { type: "signed_out" };

const RENEW_BEFORE = 60_000; // ms; the server closes 30 s after expiry
const LOCK = "bma-renew"; // the refresh token works once: two tabs that use it at the same time look like a theft

/** Who is signed in here. The access token lives in this object alone; the refresh token in a cookie no script can read. */
export class Auth {
  #held: Held | null = null;
  #status: SignIn = "unknown";
  #listeners = new Set<() => void>();
  #renewing: Promise<string> | null = null;
  #othersStay = false;
  #tabs = new BroadcastChannel("bma-auth");

  constructor() {
    this.#tabs.addEventListener("message", (event: MessageEvent<Told>) => this.#hear(event.data));
  }

  get status(): SignIn {
    return this.#status;
  }

  get user(): User | null {
    return this.#held?.user ?? null;
  }

  get language(): string | null {
    return this.#held?.language ?? null;
  }

  /** The last sign-out was meant for every device, and the server could not be told. */
  get othersStay(): boolean {
    return this.#othersStay;
  }

  /** ms until the token should be renewed; 0 when there is none. */
  get renewIn(): number {
    return this.#held ? Math.max(0, this.#held.expires - RENEW_BEFORE - Date.now()) : 0;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Null when that was all; else what `finish` needs. */
  async signIn(email: string, password: string): Promise<Half | null> {
    return this.#enter(await call<Grant | Half>("/api/v1/auth/login", { method: "POST", json: { email, password } }));
  }

  /** A first password, by the link of an invitation. */
  async accept(given: { token: string; password: string }): Promise<Half | null> {
    return this.#enter(await call<Grant | Half>("/api/v1/auth/invitation", { method: "POST", json: given }));
  }

  /** What an authenticator app needs to know, where two-step sign-in is required and missing. */
  setUp(half: Half): Promise<Setup> {
    return call<Setup>("/api/v1/auth/totp/setup", { method: "POST", json: { half_token: half.half_token } });
  }

  /** The second step. `keep` gets the recovery codes to show, when this code turned two-step sign-in on, and says when they are kept. */
  async finish(half: Half, code: string, keep: (codes: string[]) => Promise<void>): Promise<void> {
    const grant = await call<Grant>("/api/v1/auth/totp", { method: "POST", json: { half_token: half.half_token, code } });
    if (grant.recovery_codes) await keep(grant.recovery_codes);
    this.#take(grant);
  }

  /** Asks for a link to a new password; what the server says to that. */
  async forgot(email: string): Promise<string> {
    return (await call<{ message: string }>("/api/v1/auth/password/forgotten", { method: "POST", json: { email } })).message;
  }

  /** A new password, by the link that was asked for. */
  choose(given: { token: string; password: string }): Promise<void> {
    return call("/api/v1/auth/password/reset", { method: "POST", json: given });
  }

  /** The first administrator, by the one-time link that the server printed. */
  async addFirstAdmin(given: { token: string; name: string; email: string; password: string }): Promise<void> {
    this.#take(await call<Grant>("/api/v1/auth/first-admin", { method: "POST", json: given }));
  }

  /**
   * Signs out here and in the other tabs, even when the server cannot be reached: the cookie that would sign in again on the next visit
   * is not used before the server was told. `othersStay` says when only this device could be signed out.
   */
  async signOut(everywhere = false): Promise<void> {
    const token = this.#held?.token;
    owed.owe();
    this.#tabs.postMessage({ type: "signed_out" } satisfies Told);
    this.forget();
    if (everywhere) this.#othersStay = await call("/api/v1/auth/logout-everywhere", { method: "POST", json: {}, token }).then(no, yes);
    await this.#leave().catch(() => undefined); // told on the next visit
  }

  /** A token that is good for a while. Rejects with `not_signed_in`, or `unavailable` when nobody answers. */
  async token(): Promise<string> {
    if (this.#held && this.renewIn > 0) return this.#held.token;
    return this.renew();
  }

  /** A new token, whatever is held; callers at the same time share one. */
  renew(): Promise<string> {
    this.#renewing ??= this.#renewAlone().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  forget(): void {
    this.#held = null;
    this.#become("signed_out");
  }

  async #renewAlone(): Promise<string> {
    const before = this.#held;
    const renew = async (): Promise<string> => {
      if (this.#held !== before && this.#held) return this.#held.token; // another tab did it while this one waited
      if (owed.isOwed()) await this.#leave().catch(() => undefined);
      if (owed.isOwed()) throw nobody();
      const grant = await call<Grant | null>("/api/v1/auth/refresh", { method: "POST", json: {} });
      if (!grant) throw nobody();
      return this.#take(grant);
    };
    try {
      return await ("locks" in navigator ? navigator.locks.request(LOCK, renew) : renew());
    } catch (error) {
      if (error instanceof ProblemError && error.code === "not_signed_in") this.forget();
      throw error;
    }
  }

  async #leave(): Promise<void> {
    await call("/api/v1/auth/logout", { method: "POST", json: {} });
    owed.settle();
  }

  #enter(entered: Grant | Half): Half | null {
    if ("half_token" in entered) return entered;
    this.#take(entered);
    return null;
  }

  #take(grant: Grant): string {
    owed.settle();
    this.#othersStay = false;
    this.#held = { token: grant.access_token, expires: Date.now() + grant.expires_in * 1000, user: grant.user, language: grant.language };
    this.#tabs.postMessage({ type: "renewed", held: this.#held } satisfies Told);
    this.#become("signed_in");
    return grant.access_token;
  }

  #hear(told: Told): void {
    if (told.type === "signed_out") return this.forget();
    if (this.#held && this.#held.user.id !== told.held.user.id) return location.reload(); // the cookie is another person's now
    this.#held = told.held;
    this.#become("signed_in");
  }

  #become(status: SignIn): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of [...this.#listeners]) listener();
  }
}

const yes = (): boolean => true;
const no = (): boolean => false;

function nobody(): ProblemError {
  return new ProblemError({ code: "not_signed_in", message: "Please sign in.", field: null, retry_after: null });
}

export const auth = new Auth();
