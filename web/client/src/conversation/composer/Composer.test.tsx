import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

import { fillReply, note, send } from "../../live/actions";
import type { Channel, Conversation } from "../../protocol";
import { conversation } from "../../testing/cast";
import { render } from "../../testing/render";
import { seed } from "../../testing/seed";
import { HOUR } from "../../ui/time";
import { Composer } from "./Composer";

vi.mock("../../live/actions", () => ({
  send: vi.fn<() => Promise<unknown>>(() => Promise.resolve({})),
  note: vi.fn<() => Promise<unknown>>(() => Promise.resolve({})),
  typing: vi.fn<() => void>(),
  fillReply: vi.fn<() => Promise<string>>(() => Promise.resolve("Hello Pim!")),
  upload: vi.fn<() => Promise<unknown>>(() => new Promise(() => undefined)),
}));

const LINE: Channel = {
  id: "bangkok",
  version: 1,
  kind: "whatsapp",
  name: "Bangkok line",
  state: "active",
  reason: null,
  address: null,
  members: null,
  from_environment: true,
  quality: null,
  tier: null,
};
const open = new Date(Date.now() + 5 * HOUR).toISOString();

function draw(given: Partial<Conversation> = {}, channel: Partial<Channel> = {}) {
  const shown = conversation({ window_closes_at: open, ...given });
  return render(<Composer ref={null} conversation={shown} channel={{ ...LINE, ...channel }} find={() => undefined} onOpen={() => undefined} />);
}

const field = () => screen.getByRole<HTMLTextAreaElement>("textbox");

beforeEach(() => {
  sessionStorage.clear();
  vi.clearAllMocks();
  seed({ replies: new Map([["r1", { id: "r1", version: 1, shortcut: "thanks", text: "Thank you!", owner: null }]]) });
});

it("sends with Enter and is empty again", async () => {
  draw();
  await userEvent.type(field(), "Yes, we do.{Enter}");
  expect(send).toHaveBeenCalledWith("c1", { text: "Yes, we do." });
  expect(field().value).toBe("");
});

it("begins a line with Shift and Enter", async () => {
  draw();
  await userEvent.type(field(), "one{Shift>}{Enter}{/Shift}two");
  expect(send).not.toHaveBeenCalled();
  expect(field().value).toBe("one\ntwo");
});

it("does not send the Enter that ends a composition", async () => {
  draw();
  await userEvent.type(field(), "こん");
  fireEvent.keyDown(field(), { key: "Enter", isComposing: true });
  expect(send).not.toHaveBeenCalled();
});

it("puts a canned reply in by its shortcut", async () => {
  draw();
  await userEvent.type(field(), "/th");
  expect(screen.getByRole("option", { name: /thanks/ })).toBeDefined();
  await userEvent.keyboard("{Enter}");
  expect(field().value).toBe("Thank you!");
  expect(send).not.toHaveBeenCalled();
});

it("fills in what a canned reply names", async () => {
  seed({ replies: new Map([["r2", { id: "r2", version: 1, shortcut: "hello", text: "Hello {{contact.name}}!", owner: null }]]) });
  draw();
  await userEvent.type(field(), "/he{Enter}");
  await vi.waitFor(() => expect(field().value).toBe("Hello Pim!"));
  expect(fillReply).toHaveBeenCalledWith("r2", "c1");
});

it("never sends the words of a note", async () => {
  draw();
  await userEvent.click(screen.getByRole("button", { name: "Note to the team" }));
  await userEvent.type(field(), "He asked twice");
  await userEvent.click(screen.getByRole("button", { name: "Note to the team" }));
  expect(field().value).toBe("");
  await userEvent.click(screen.getByRole("button", { name: "Note to the team" }));
  await userEvent.type(field(), "{Enter}");
  expect(note).toHaveBeenCalledWith("c1", "He asked twice");
  expect(send).not.toHaveBeenCalled();
});

it("keeps what is half written with its conversation", async () => {
  const first = draw();
  await userEvent.type(field(), "half");
  first.unmount();
  draw({ id: "c2" });
  expect(field().value).toBe("");
});

it("brings it back when the conversation is opened again", async () => {
  const first = draw();
  await userEvent.type(field(), "half");
  first.unmount();
  draw();
  expect(field().value).toBe("half");
});

it("offers a template once the window is closed, and a note still", async () => {
  draw({ window_closes_at: new Date(Date.now() - HOUR).toISOString() });
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(screen.getByRole("button", { name: "Choose a template" })).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Write a note" }));
  expect(field().placeholder).toBe("A note only your team can read");
});

it("says why a paused number sends nothing", () => {
  draw({}, { state: "paused", reason: "Meta refused the token." });
  expect(screen.getByText(/Meta refused the token/)).toBeDefined();
  expect(screen.queryByRole("button", { name: "Choose a template" })).toBeNull();
});

it("waits for a file before it can be sent", async () => {
  draw();
  await userEvent.type(field(), "See this");
  await userEvent.upload(screen.getByLabelText("Files"), new File(["x"], "plan.pdf", { type: "application/pdf" }));
  expect(screen.getByText("plan.pdf")).toBeDefined();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
});

it("says how long one may write freely", () => {
  draw({ window_closes_at: new Date(Date.now() + HOUR + 90_000).toISOString() });
  expect(screen.getByText("1 h 1 min left to write freely")).toBeDefined();
});

it("offers templates where there are any", () => {
  seed({ channels: new Map([["bangkok", LINE]]) });
  const { unmount } = draw({ channel: "bangkok" });
  expect(screen.getByRole("button", { name: "Template" })).toBeDefined();
  unmount();
  seed({ channels: new Map([["bangkok", { ...LINE, kind: "line" }]]) });
  draw({ channel: "bangkok" }, { kind: "line" });
  expect(screen.queryByRole("button", { name: "Template" })).toBeNull();
});
