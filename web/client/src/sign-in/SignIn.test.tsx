import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import { auth } from "../http/auth";
import { DANA } from "../testing/cast";
import { render } from "../testing/render";
import { ChoosePassword } from "./ChoosePassword";
import { SignIn } from "./SignIn";

type Answer = [status: number, body: object];

const GRANT: Answer = [200, { step: "done", access_token: "one", token_type: "bearer", expires_in: 900, user: DANA }];
const WRONG: Answer = [422, { code: "invalid", detail: "This code is wrong or was used before. Wait for the next one.", field: "code" }];

/** The server, as a list of answers by the end of the path; each is used once. */
function server(answers: Record<string, Answer[]>) {
  const asked: { path: string; body: unknown }[] = [];
  const answer = async (path: string, options: { body: string }): Promise<Response> => {
    const place = path.replace("/api/v1/auth/", "");
    asked.push({ path: place, body: JSON.parse(options.body) });
    const [status, body] = answers[place]?.shift() ?? [500, {}];
    return new Response(status === 204 ? null : JSON.stringify(body), { status });
  };
  vi.stubGlobal("fetch", vi.fn<typeof answer>(answer));
  return asked;
}

async function signIn() {
  const onSignedIn = vi.fn<() => void>();
  render(<SignIn onSignedIn={onSignedIn} />);
  await userEvent.type(screen.getByLabelText(/E-mail/), "dana@example.com");
  await userEvent.type(screen.getByLabelText(/^Password/), "a sentence");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  return onSignedIn;
}

async function giveCode(code: string) {
  await userEvent.type(await screen.findByLabelText(/Code/), code);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

beforeEach(() => auth.forget());

test("a password is enough where two-step sign-in is off", async () => {
  server({ login: [GRANT] });
  const onSignedIn = await signIn();
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
});

test("Caps Lock is told while the password is typed", async () => {
  render(<SignIn onSignedIn={() => undefined} />);
  const field = screen.getByLabelText(/^Password/);
  const keyboard = userEvent.setup(); // remembers which keys are locked
  await keyboard.type(field, "a{CapsLock}B");
  expect(await screen.findByText("Caps Lock is on.")).toBeDefined();
  await keyboard.type(field, "{CapsLock}c");
  expect(screen.queryByText("Caps Lock is on.")).toBeNull();
});

test("where it is on, a code is asked for, and asked for again when it was wrong", async () => {
  const asked = server({ login: [[200, { step: "code", half_token: "half", expires_in: 300 }]], totp: [WRONG, GRANT] });
  const onSignedIn = await signIn();
  await giveCode("000000");
  expect(await screen.findByText(/used before/)).toBeDefined();
  expect(auth.status).toBe("signed_out");
  await userEvent.clear(screen.getByLabelText(/Code/));
  await giveCode("123456");
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
  expect(asked.at(-1)).toEqual({ path: "totp", body: { half_token: "half", code: "123456" } });
});

test("where it is required and missing, it is set up here, and the recovery codes are shown before anything else", async () => {
  const setup = { secret: "JBSWY3DPEHPK3PXP", uri: "otpauth://totp/x", qr: { side: 21, path: "M0 0h7v1h-7z" } };
  const asked = server({
    login: [[200, { step: "setup", half_token: "half", expires_in: 300 }]],
    "totp/setup": [[200, setup]],
    totp: [[200, { ...GRANT[1], recovery_codes: ["AAAA-BBBB-CCCC-DDDD"] }]],
  });
  const onSignedIn = await signIn();
  expect(await screen.findByText("JBSW Y3DP EHPK 3PXP")).toBeDefined();
  expect(screen.getByRole("img", { name: /QR code/ })).toBeDefined();
  await giveCode("123456");
  expect(await screen.findByText("AAAA-BBBB-CCCC-DDDD")).toBeDefined();
  expect(onSignedIn).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("button", { name: "I have kept them" }));
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
  expect(asked.filter(({ path }) => path === "totp/setup")).toHaveLength(1); // each asking makes another secret
});

test("a forgotten password is asked for, and the server's sentence stands there", async () => {
  server({ "password/forgotten": [[202, { message: "If somebody here has this e-mail address, a link is on its way to it." }]] });
  render(<SignIn onSignedIn={() => undefined} />);
  await userEvent.click(screen.getByRole("button", { name: "I forgot my password" }));
  await userEvent.type(screen.getByLabelText(/E-mail/), "dana@example.com");
  await userEvent.click(screen.getByRole("button", { name: "Send the link" }));
  expect(await screen.findByText(/on its way/)).toBeDefined();
});

test("an invitation lets in by a first password", async () => {
  const asked = server({ invitation: [GRANT] });
  const onSignedIn = vi.fn<() => void>();
  render(<ChoosePassword link="invitation" token="secret" onSignedIn={onSignedIn} onChosen={() => undefined} />);
  await userEvent.type(screen.getByLabelText(/^Password/), "a long sentence");
  await userEvent.click(screen.getByRole("button", { name: "Come in" }));
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
  expect(asked).toEqual([{ path: "invitation", body: { token: "secret", password: "a long sentence" } }]);
});

test("a link that is spent says so, and one without its secret is not tried", async () => {
  server({ "password/reset": [[403, { code: "not_allowed", detail: "This link is not valid any more. Ask for a new one.", field: "token" }]] });
  const nothing = () => undefined;
  const { unmount } = render(<ChoosePassword link="new-password" token="spent" onSignedIn={nothing} onChosen={nothing} />);
  await userEvent.type(screen.getByLabelText(/^Password/), "a long sentence");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByRole("alert")).textContent).toContain("not valid any more");
  unmount();
  render(<ChoosePassword link="new-password" token="" onSignedIn={nothing} onChosen={nothing} />);
  expect(screen.getByRole("button", { name: "Save" }).hasAttribute("disabled")).toBe(true);
});
