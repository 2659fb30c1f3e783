import { beforeEach, expect, test, vi } from "vitest";
import { DANA } from "../testing/cast";
import { Auth } from "./auth";
import { request } from "./request";
import { auth as shared } from "./auth";

type Answer = [status: number, body: object];

/** The server, as a list of answers by path; each is used once, the last for ever. */
function server(answers: Record<string, Answer[]>) {
  const asked: { path: string; headers: Record<string, string>; body: unknown }[] = [];
  const answer = async (path: string, options: { headers: Record<string, string>; body?: string }): Promise<Response> => {
    asked.push({ path, headers: options.headers, body: options.body ? JSON.parse(options.body) : undefined });
    const left = answers[path];
    const [status, body] = (left && left.length > 1 ? left.shift() : left?.[0]) ?? [500, {}];
    return new Response(JSON.stringify(body), { status });
  };
  vi.stubGlobal("fetch", vi.fn<typeof answer>(answer));
  return asked;
}

const grant = (token: string, seconds = 900): Answer => [200, { access_token: token, token_type: "bearer", expires_in: seconds, user: DANA }];
const refused: Answer = [401, { code: "not_signed_in", detail: "Please sign in again." }];

beforeEach(() => shared.forget());

test("a sign-in gives a token that is used until it nears its end", async () => {
  const asked = server({ "/api/v1/auth/login": [grant("one")] });
  const auth = new Auth();
  await auth.signIn("dana@example.com", "a sentence");
  expect([await auth.token(), await auth.token(), auth.status]).toEqual(["one", "one", "signed_in"]);
  expect(asked).toHaveLength(1);
});

test("a token near its end is renewed once for all who ask", async () => {
  const asked = server({ "/api/v1/auth/login": [grant("one", 30)], "/api/v1/auth/refresh": [grant("two")] });
  const auth = new Auth();
  await auth.signIn("dana@example.com", "a sentence");
  expect(await Promise.all([auth.token(), auth.token()])).toEqual(["two", "two"]);
  expect(asked.filter(({ path }) => path.endsWith("refresh"))).toHaveLength(1);
});

test("a refused renewal signs out; a server that is away does not", async () => {
  server({ "/api/v1/auth/login": [grant("one", 30)], "/api/v1/auth/refresh": [[503, {}], refused] });
  const auth = new Auth();
  await auth.signIn("dana@example.com", "a sentence");
  await expect(auth.token()).rejects.toMatchObject({ code: "unavailable" });
  expect(auth.status).toBe("signed_in");
  await expect(auth.token()).rejects.toMatchObject({ code: "not_signed_in" });
  expect(auth.status).toBe("signed_out");
});

test("a wrong password says so by the server's own sentence", async () => {
  server({ "/api/v1/auth/login": [[401, { code: "not_signed_in", detail: "The e-mail address or the password is wrong." }]] });
  await expect(new Auth().signIn("dana@example.com", "no")).rejects.toMatchObject({ message: "The e-mail address or the password is wrong." });
});

test("two tabs share one renewal", async () => {
  const asked = server({ "/api/v1/auth/refresh": [grant("one")] });
  const [here, there] = [new Auth(), new Auth()];
  await here.renew();
  await vi.waitFor(() => expect(there.status).toBe("signed_in"));
  expect(await there.token()).toBe("one");
  expect(asked).toHaveLength(1);
});

test("a first visit is asked for a sign-in without an error", async () => {
  server({ "/api/v1/auth/refresh": [[200, null as never]] });
  const auth = new Auth();
  await expect(auth.token()).rejects.toMatchObject({ code: "not_signed_in" });
  expect(auth.status).toBe("signed_out");
});

test("a sign-out the server has not heard of holds on the next visit, and is told then", async () => {
  const asked = server({ "/api/v1/auth/refresh": [grant("one"), refused], "/api/v1/auth/logout": [[503, {}], [503, {}], [200, {}]] });
  const auth = new Auth();
  await auth.renew();
  await auth.signOut();
  for (const visit of [new Auth(), new Auth()]) {
    await expect(visit.token()).rejects.toMatchObject({ code: "not_signed_in" });
    expect(visit.status).toBe("signed_out");
  }
  expect(asked.map(({ path }) => path.split("/").at(-1))).toEqual(["refresh", "logout", "logout", "logout", "refresh"]);
});

test("other devices that could not be signed out are told of until the next sign-in", async () => {
  server({ "/api/v1/auth/login": [grant("one")], "/api/v1/auth/logout-everywhere": [[503, {}]], "/api/v1/auth/logout": [[200, {}]] });
  const auth = new Auth();
  await auth.signIn("dana@example.com", "a sentence");
  await auth.signOut(true);
  expect([auth.status, auth.othersStay]).toEqual(["signed_out", true]);
  await auth.signIn("dana@example.com", "a sentence");
  expect(auth.othersStay).toBe(false);
});

test("a sign-out reaches the other tab", async () => {
  server({ "/api/v1/auth/refresh": [grant("one")], "/api/v1/auth/logout": [[200, {}]] });
  const [here, there] = [new Auth(), new Auth()];
  await here.renew();
  await vi.waitFor(() => expect(there.status).toBe("signed_in"));
  await here.signOut();
  await vi.waitFor(() => expect(there.status).toBe("signed_out"));
});

test("a request whose token just expired is asked again with a new one", async () => {
  const asked = server({ "/api/v1/auth/login": [grant("one")], "/api/v1/auth/refresh": [grant("two")], "/api/v1/ping": [refused, [200, { pong: true }]] });
  await shared.signIn("dana@example.com", "a sentence");
  await expect(request("/api/v1/ping")).resolves.toEqual({ pong: true });
  expect(asked.at(-1)?.headers.authorization).toBe("Bearer two");
});

test("what a proxy answers in place of the server is still a problem in words", async () => {
  server({ "/api/v1/auth/login": [[413, {}]] });
  await expect(new Auth().signIn("a", "b")).rejects.toMatchObject({ code: "too_large", message: "The server answered 413. Try again in a moment." });
});
