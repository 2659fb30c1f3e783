import { beforeEach, describe, expect, test, vi } from "vitest";
import { CURSOR, RESUMED, WELCOME, live, mark, pass, user } from "../testing/dialogue";
import { FakeSocket, fakeSockets } from "../testing/wire";

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

describe("leaving", () => {
  test("what one person asked is never asked by the next", async () => {
    const { session, socket } = await live();
    socket.end(1006);
    const refused = session.request({ type: "conversation.resolve", conversation: "c1" }).catch((error: unknown) => error);
    session.stop("signed_out");
    expect(await refused).toMatchObject({ code: "unavailable" });
    session.start();
    await pass();
    expect(FakeSocket.last.accept().say(WELCOME).heard("conversation.resolve")).toBeUndefined();
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
