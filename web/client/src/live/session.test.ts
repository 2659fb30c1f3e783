import { beforeEach, describe, expect, test, vi } from "vitest";
import { ProblemError } from "../http/problem";
import type { WelcomeFrame } from "../protocol";
import { DANA, OMAR } from "../testing/cast";
import { FakeSocket, fakeSockets } from "../testing/wire";
import { Session } from "./session";
import { Store } from "./store";

const CURSOR = { epoch: "e1", seq: 100, scope: "s1" };
const WELCOME: WelcomeFrame = { type: "welcome", protocol: 1, session: "s", user: DANA, cursor: CURSOR, resumed: false, pulse: 25 };
const RESUMED: WelcomeFrame = { ...WELCOME, cursor: { ...CURSOR, seq: 140 }, resumed: true };
const user = (version: number) => ({ seq: 100 + version, at: "2026-11-22T08:00:00.000Z", type: "user.changed" as const, user: { ...OMAR, version } });
const problem = (code: "not_signed_in" | "unavailable") => new ProblemError({ code, message: code, field: null, retry_after: null });

function set() {
  const store = new Store();
  const auth = { token: vi.fn(async () => "token-1"), renew: vi.fn(async () => "token-2"), forget: vi.fn(), renewIn: 600_000 };
  const poll = { ping: vi.fn(async () => undefined), events: vi.fn(() => new Promise<never>(() => undefined)), command: vi.fn(async () => ({})), user: () => DANA };
  const ear = { live: vi.fn(), fresh: vi.fn(), events: vi.fn() };
  const reloadPage = vi.fn();
  const session = new Session({ store, auth, address: "ws://here/live", poll, reloadPage }, ear);
  return { store, auth, poll, ear, reloadPage, session };
}

/** Lets promises settle and timers of up to `ms` fire. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

async function live() {
  const parts = set();
  parts.session.start();
  await pass();
  const socket = FakeSocket.last.accept().say(WELCOME);
  return { ...parts, socket };
}

const mark = (store: Store) => store.state.connection.mark;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  fakeSockets();
});

describe("opening", () => {
  test("the first hello carries the token and no cursor, and a welcome makes it live", async () => {
    const { store, socket, ear } = await live();
    expect(socket.sent[0]).toEqual({ type: "hello", protocol: 1, token: "token-1" });
    expect(mark(store)).toBe("live");
    expect(ear.fresh).toHaveBeenCalledOnce();
  });

  test("the token never stands in the address", async () => {
    const { socket } = await live();
    expect(socket.address).toBe("ws://here/live");
  });

  test("after a loss it comes back at once with its cursor and is live when caught up", async () => {
    const { store, socket, ear } = await live();
    socket.say({ type: "events", after: 100, seq: 120, events: [user(1)] });
    await pass(60_000 - 25_000);
    socket.end(1006);
    expect(mark(store)).toBe("catching_up");
    await pass();
    const again = FakeSocket.last.accept();
    expect(again.sent[0]).toMatchObject({ type: "hello", cursor: { ...CURSOR, seq: 120 } });
    again.say(RESUMED, { type: "events", after: 120, seq: 140, events: [user(22)] });
    expect(mark(store)).toBe("catching_up");
    again.say({ type: "caught_up", seq: 140 });
    expect(mark(store)).toBe("live");
    expect(store.state.users.get("omar")?.version).toBe(22);
    expect(ear.fresh).toHaveBeenCalledOnce();
  });

  test("a refused resume throws away what was held and keeps what waits to be sent", async () => {
    const { store, socket } = await live();
    const pending = { client_id: "x-1", conversation: "c1", kind: "note", draft: {}, state: "waiting", error: null, at: "" } as const;
    socket.say({ type: "events", after: 100, seq: 101, events: [user(1)] });
    store.change((state) => ({ ...state, pending: new Map([["x-1", pending]]) }));
    socket.end(1012);
    await pass(1_000);
    FakeSocket.last.accept().say({ ...WELCOME, cursor: { ...CURSOR, epoch: "e2" } });
    expect([store.state.users.size, store.state.pending.size]).toEqual([0, 1]);
  });
});

describe("position", () => {
  test("a gap means something was lost: reconnect with the cursor", async () => {
    const { socket, store } = await live();
    socket.say({ type: "events", after: 105, seq: 110, events: [user(6)] });
    expect(store.state.users.size).toBe(0);
    await pass(1_000);
    expect(FakeSocket.last.accept().sent[0]).toMatchObject({ cursor: CURSOR });
  });

  test("holes between event numbers are no loss", async () => {
    const { socket, store } = await live();
    socket.say({ type: "events", after: 90, seq: 130, events: [user(5), user(20)] });
    expect(store.state.users.get("omar")?.version).toBe(20);
    expect(FakeSocket.all).toHaveLength(1);
  });

  test("a pulse moves the position on and is answered with it", async () => {
    const { socket } = await live();
    socket.say({ type: "pulse", after: 100, seq: 150, at: "2026-11-22T08:00:00.000Z" });
    expect(socket.heard("pong")).toEqual({ type: "pong", seq: 150 });
  });

  test("silence for two pulses means the socket is dead", async () => {
    const { store } = await live();
    await pass(49_000);
    expect(mark(store)).toBe("live");
    await pass(1_001);
    expect(FakeSocket.all).toHaveLength(2);
  });

  test("reload begins as on a first visit", async () => {
    const { socket } = await live();
    socket.say({ type: "reload" });
    await pass();
    expect(FakeSocket.last.accept().sent[0]).toEqual({ type: "hello", protocol: 1, token: "token-1" });
  });
});

describe("a drain", () => {
  test("the new socket is open before the old one is left", async () => {
    const { socket, store } = await live();
    socket.say({ type: "bye", wait_ms: 1_830 });
    await pass(1_829);
    expect(FakeSocket.all).toHaveLength(1);
    await pass(1);
    const next = FakeSocket.last.accept();
    expect([socket.left, mark(store)]).toEqual([false, "live"]);
    socket.say({ type: "events", after: 100, seq: 120, events: [user(20)] });
    next.say(RESUMED, { type: "events", after: 100, seq: 140, events: [user(20), user(30)] }, { type: "caught_up", seq: 140 });
    expect([socket.left, mark(store), store.state.users.get("omar")?.version]).toEqual([true, "live", 30]);
  });

  test("closed before its moment, it still waits for it", async () => {
    const { socket } = await live();
    socket.say({ type: "bye", wait_ms: 2_000 });
    socket.end(4001);
    await pass(1_999);
    expect(FakeSocket.all).toHaveLength(1);
    await pass(1);
    expect(FakeSocket.all).toHaveLength(2);
  });
});

describe("closing", () => {
  test.each([1001, 1006, 1011, 1012, 1013, 4002, 4008, 1009])("%i comes back with the cursor", async (code) => {
    const { socket } = await live();
    socket.end(code);
    await pass(500);
    expect(FakeSocket.last.accept().sent[0]).toMatchObject({ cursor: CURSOR });
  });

  test.each([
    [1000, "signed_out"],
    [4403, "revoked"],
  ])("%i goes to the sign-in and stays away", async (code, halt) => {
    const { socket, store, auth } = await live();
    socket.end(code);
    await pass(120_000);
    expect(auth.forget).toHaveBeenCalledOnce();
    expect([store.state.connection.halt, store.state.me, FakeSocket.all.length]).toEqual([halt, null, 1]);
  });

  test("4401 gets a new token first", async () => {
    const { socket, auth } = await live();
    auth.token.mockResolvedValue("token-2");
    socket.end(4401);
    await pass(500);
    expect(auth.renew).toHaveBeenCalledOnce();
    expect(FakeSocket.last.accept().sent[0]).toMatchObject({ token: "token-2", cursor: CURSOR });
  });

  test("4409 says so and comes back only when asked", async () => {
    const { socket, store, session } = await live();
    socket.end(4409);
    await pass(120_000);
    expect([store.state.connection.halt, FakeSocket.all.length]).toEqual(["too_many_sessions", 1]);
    session.wake();
    await pass();
    expect(FakeSocket.all).toHaveLength(2);
  });

  test.each([4400, 4426])("%i reloads the page", async (code) => {
    const { socket, reloadPage } = await live();
    socket.end(code);
    expect(reloadPage).toHaveBeenCalledOnce();
  });

  test("4029 backs off", async () => {
    const { socket } = await live();
    socket.end(4029);
    await pass(1_900);
    expect(FakeSocket.all).toHaveLength(1);
    await pass(200);
    expect(FakeSocket.all).toHaveLength(2);
  });
});

describe("being away", () => {
  test("tries at once, then 0.5 s doubling, each half of it by this dice", async () => {
    const { socket } = await live();
    socket.end(1006);
    await pass();
    const waits = [250, 500, 1_000, 2_000];
    for (const [tries, wait] of waits.entries()) {
      FakeSocket.last.accept().say(RESUMED);
      FakeSocket.last.end(1006);
      await pass(wait - 1);
      expect(FakeSocket.all).toHaveLength(tries + 2);
      await pass(1);
      expect(FakeSocket.all).toHaveLength(tries + 3);
    }
  });

  test("says offline after a while, since when it was last live", async () => {
    const { socket, store, poll } = await live();
    poll.ping.mockRejectedValue(problem("unavailable"));
    const lost = Date.now();
    socket.end(1006);
    for (let tries = 0; tries < 3; tries++) {
      await pass(2_000);
      FakeSocket.last.end(1006);
    }
    expect(store.state.connection).toMatchObject({ mark: "offline", since: lost });
  });

  test("comes back at once when the browser is online again", async () => {
    const { socket, session } = await live();
    socket.end(4029);
    session.wake();
    await pass();
    expect(FakeSocket.all).toHaveLength(2);
  });

  test("without a token it goes to the sign-in", async () => {
    const { socket, store, auth } = await live();
    auth.token.mockRejectedValue(problem("not_signed_in"));
    socket.end(1006);
    await pass();
    expect(store.state.connection.halt).toBe("signed_out");
  });

  test("a server that cannot be asked for a token is tried again", async () => {
    const { socket, auth } = await live();
    auth.token.mockRejectedValueOnce(problem("unavailable"));
    socket.end(1006);
    await pass(1_000);
    expect(FakeSocket.all).toHaveLength(2);
  });
});

describe("commands", () => {
  test("each gets its own answer, in any order", async () => {
    const { session, socket } = await live();
    const first = session.request({ type: "conversation.get", conversation: "c1" });
    const second = session.request({ type: "search", q: "piano" });
    socket.say({ type: "done", id: 2, result: { messages: [] } }, { type: "done", id: 1, result: { conversation: {} } });
    await expect(first).resolves.toEqual({ conversation: {} });
    await expect(second).resolves.toEqual({ messages: [] });
  });

  test("a refusal carries its code and its sentence", async () => {
    const { session, socket } = await live();
    const asked = session.request({ type: "conversation.resolve", conversation: "c1" });
    socket.say({ type: "refused", id: 1, error: { code: "not_allowed", message: "Not yours.", field: null, retry_after: null } });
    await expect(asked).rejects.toMatchObject({ code: "not_allowed", message: "Not yours." });
  });

  test("one whose answer was cut off is asked again after the resume", async () => {
    const { session, socket } = await live();
    const asked = session.request({ type: "message.note", conversation: "c1", client_id: "x-1", text: "hm" });
    socket.end(1006);
    await pass();
    const again = FakeSocket.last.accept().say(RESUMED, { type: "caught_up", seq: 140 });
    await pass();
    expect(again.heard("message.note")).toMatchObject({ client_id: "x-1" });
    again.say({ type: "done", id: 1, result: { message: {} } });
    await expect(asked).resolves.toEqual({ message: {} });
  });

  test("waits for a connection only so long", async () => {
    const { session, socket } = await live();
    socket.end(4029);
    const asked = session.request({ type: "outline" }, 1_000);
    const refused = expect(asked).rejects.toMatchObject({ code: "unavailable" });
    await pass(1_000);
    await refused;
  });

  test("typing is told once in three seconds, and what is looked at again after a reconnect", async () => {
    const { session, socket } = await live();
    session.typing("c1");
    session.typing("c1");
    expect(socket.sent.filter((frame) => frame.type === "typing")).toHaveLength(1);
    void session.view("c1", true);
    socket.end(1006);
    await pass();
    const again = FakeSocket.last.accept().say(WELCOME);
    expect(again.heard("conversation.view")).toMatchObject({ conversation: "c1", focused: true });
  });

  test("the token is renewed on the open socket", async () => {
    const { auth, socket } = await live();
    auth.token.mockResolvedValue("token-2");
    for (let pulses = 0; pulses < 24; pulses++) {
      socket.say({ type: "pulse", after: 100, seq: 100, at: "2026-11-22T08:00:00.000Z" });
      await pass(25_000);
    }
    expect(socket.heard("session.renew")).toMatchObject({ token: "token-2" });
  });
});

describe("where sockets are blocked", () => {
  test("two refused upgrades and an answer over HTTP mean polling", async () => {
    const { session, store, poll } = set();
    const frame = { type: "events" as const, after: 100, seq: 101, events: [user(1)] };
    poll.events.mockResolvedValueOnce({ cursor: CURSOR, frames: [] } as never).mockResolvedValueOnce({ cursor: CURSOR, frames: [frame] } as never);
    session.start();
    await pass();
    FakeSocket.last.end(1006);
    await pass();
    FakeSocket.last.end(1006);
    await pass();
    expect(mark(store)).toBe("polling");
    expect(store.state.users.get("omar")?.version).toBe(1);
    void session.request({ type: "outline" });
    expect(poll.command).toHaveBeenCalledWith({ type: "outline" });
  });

  test("when HTTP does not answer either it is the network", async () => {
    const { session, store, poll } = set();
    poll.ping.mockRejectedValue(problem("unavailable"));
    session.start();
    for (let tries = 0; tries < 4; tries++) {
      await pass(5_000);
      FakeSocket.last.end(1006);
    }
    await pass();
    expect(mark(store)).toBe("offline");
  });

  test("a socket that opens after all ends the polling", async () => {
    const { session, store, poll } = set();
    session.start();
    await pass();
    FakeSocket.last.end(1006);
    await pass();
    FakeSocket.last.end(1006);
    await pass(60_000);
    expect(poll.events).toHaveBeenCalled();
    FakeSocket.last.accept().say(WELCOME);
    expect(mark(store)).toBe("live");
  });
});
