import { vi } from "vitest";
import { ProblemError } from "../http/problem";
import type { Event, Json, WelcomeFrame } from "../protocol";
import type { Polled } from "../live/polling";
import { Session } from "../live/session";
import { Store } from "../live/store";
import { DANA, OMAR } from "./cast";
import { FakeSocket } from "./wire";

export const CURSOR = { epoch: "e1", seq: 100, scope: "s1" };
export const WELCOME: WelcomeFrame = { type: "welcome", protocol: 1, session: "s", user: DANA, cursor: CURSOR, resumed: false, pulse: 25 };
export const RESUMED: WelcomeFrame = { ...WELCOME, cursor: { ...CURSOR, seq: 140 }, resumed: true };

/** Omar in his `version`, told as event number 100 + version. */
export function user(version: number): Event {
  return { seq: 100 + version, at: "2026-11-22T08:00:00.000Z", type: "user.changed", user: { ...OMAR, version } };
}

export function problem(code: "not_signed_in" | "unavailable"): ProblemError {
  return new ProblemError({ code, message: code, field: null, retry_after: null });
}

/** A session between a page and a server that are both the test. */
export function set() {
  const store = new Store();
  const auth = {
    token: vi.fn<() => Promise<string>>(async () => "token-1"),
    renew: vi.fn<() => Promise<string>>(async () => "token-2"),
    forget: vi.fn<() => void>(),
    renewIn: 600_000,
  };
  const poll = {
    ping: vi.fn<() => Promise<void>>(async () => undefined),
    events: vi.fn<() => Promise<Polled>>(() => new Promise(() => undefined)),
    command: vi.fn<() => Promise<Json>>(async () => ({})),
    user: () => DANA,
  };
  const ear = { live: vi.fn<() => void>(), fresh: vi.fn<() => void>(), events: vi.fn<() => void>() };
  const reloadPage = vi.fn<() => void>();
  const session = new Session({ store, auth, address: "ws://here/live", poll, reloadPage }, ear);
  return { store, auth, poll, ear, reloadPage, session };
}

/** Lets promises settle and timers of up to `ms` fire. */
export async function pass(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** One that has been welcomed. */
export async function live() {
  const parts = set();
  parts.session.start();
  await pass();
  const socket = FakeSocket.last.accept().say(WELCOME);
  return { ...parts, socket };
}

export function mark(store: Store): string {
  return store.state.connection.mark;
}
