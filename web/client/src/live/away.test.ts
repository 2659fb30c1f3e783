import { beforeEach, describe, expect, test, vi } from "vitest";
import { CURSOR, RESUMED, WELCOME, live, mark, pass, problem, set, user } from "../testing/dialogue";
import { FakeSocket, fakeSockets } from "../testing/wire";

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  fakeSockets();
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
    const outcome = asked.catch((error: unknown) => error);
    await pass(1_000);
    expect(await outcome).toMatchObject({ code: "unavailable" });
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
    poll.events.mockResolvedValueOnce({ cursor: CURSOR, frames: [] }).mockResolvedValueOnce({ cursor: CURSOR, frames: [frame] });
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
