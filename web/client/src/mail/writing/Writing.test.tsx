import { configure, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";

import { Composer, type ComposerHandle } from "../../conversation/composer/Composer";
import { attachment } from "../../conversation/cast.fixture";
import { send } from "../../live/actions";
import { learn } from "../../locales/language";
import type { Channel, MailDraft } from "../../protocol";
import { conversation, message } from "../../testing/cast";
import { render } from "../../testing/render";
import { seed } from "../../testing/seed";
import { listed, marked } from "./rich";

const BEGUN: MailDraft = {
  sender: { address: "office@bma.example", name: "Office" },
  to: [{ address: "pim@example.com", name: "Pim" }],
  everyone: [{ address: "ken@example.com", name: "Ken" }],
  subject: "Re: Garden stage",
  signature: "Dana of sales",
  files_most: 18 * 1024 * 1024,
};

vi.mock("../../live/actions", () => ({
  send: vi.fn<() => Promise<unknown>>(() => Promise.resolve({})),
  typing: vi.fn<() => void>(),
  searchContacts: vi.fn<() => Promise<unknown>>(() => Promise.resolve([])),
  upload: vi.fn<(file: File) => Promise<unknown>>((file) => Promise.resolve(attachment({ id: file.name, name: file.name }))),
}));
vi.mock("../../http/request", () => ({ request: () => Promise.resolve(BEGUN) }));
vi.mock("@tanstack/react-router", () => ({ Link: ({ children }: { children: ReactNode }) => <a href="/settings">{children}</a> }));

const MAILBOX: Channel = {
  id: "box",
  version: 1,
  kind: "mail",
  name: "Office",
  state: "active",
  reason: null,
  address: "office@bma.example",
  members: null,
  from_environment: true,
  quality: null,
  tier: null,
};

const words = () => screen.findByRole("textbox", { name: "Message" });
const field = (name: string) => screen.findByRole<HTMLInputElement>("combobox", { name });

async function draw(): Promise<{ handle: ComposerHandle; unmount: () => void }> {
  let handle: ComposerHandle | null = null;
  const { unmount } = render(<Composer ref={(held) => void (handle = held)} conversation={conversation({ channel: "box" })} channel={MAILBOX} find={() => undefined} onOpen={() => undefined} />);
  await screen.findByText("Dana of sales");
  return { handle: handle as unknown as ComposerHandle, unmount };
}

const SLOW = 60_000; // ms, of a busy machine

vi.setConfig({ testTimeout: SLOW });
configure({ asyncUtilTimeout: SLOW });

beforeAll(async () => {
  await Promise.all([learn("mail"), import("./MailFrame")]);
}, SLOW);

beforeEach(() => {
  sessionStorage.clear();
  vi.clearAllMocks();
  vi.stubGlobal("matchMedia", (query: string) => ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }));
  const mail = message({ content: { mail: { subject: "Garden stage" } } });
  seed({ threads: new Map([["c1", { messages: [mail], hasOlder: false, loaded: true }]]) });
});

it("sends one mail with its subject, everybody who had the last one, and all files", async () => {
  await draw();
  await userEvent.click(await screen.findByRole("button", { name: "Reply to all: also Ken" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Subject" }), "Our price");
  await userEvent.upload(screen.getByLabelText("Files"), [new File(["12"], "plan.pdf"), new File(["3"], "price.pdf")]);
  expect(await screen.findByText(/2 files in this mail, 3 bytes of 18.9 MB/)).toBeDefined();
  await userEvent.type(await words(), "Here it is.{Enter}Dana{Control>}{Enter}{/Control}");
  expect(send).toHaveBeenCalledExactlyOnceWith("c1", {
    text: "Here it is.\nDana",
    attachments: [expect.objectContaining({ id: "plan.pdf" }), expect.objectContaining({ id: "price.pdf" })],
    mail: { subject: "Our price", cc: [{ address: "ken@example.com", name: "Ken" }] },
  });
});

it("keeps subject and recipients with what is half written", async () => {
  const first = await draw();
  await userEvent.type(screen.getByRole("textbox", { name: "Subject" }), "Our price");
  await userEvent.click(screen.getByRole("button", { name: "Cc, Bcc" }));
  await userEvent.type(await field("Bcc"), "boss@example.com,");
  first.unmount();
  await draw();
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Subject" }).value).toBe("Our price");
  expect(screen.getByRole("button", { name: "Leave out boss@example.com" })).toBeDefined();
});

it("sends nothing while an address is none, and says so", async () => {
  await draw();
  await userEvent.type(await words(), "Hello");
  await userEvent.type(await field("To"), "nobody at all{Enter}");
  expect(screen.getByRole("alert").textContent).toBe("This is no e-mail address.");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
  await userEvent.clear(await field("To"));
  await userEvent.paste("ken@example.com, Mali <mali@example.com>");
  expect(screen.getByRole("button", { name: "Leave out Mali" })).toBeDefined();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(false);
});

it("says before sending that the files are too large together", async () => {
  await draw();
  const film = Object.defineProperty(new File(["x"], "film.mp4"), "size", { value: 20 * 1024 * 1024 });
  await userEvent.upload(screen.getByLabelText("Files"), film);
  expect((await screen.findByRole("alert")).textContent).toContain("a mail carries");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
});

it("forwards to somebody, even without a word of one's own", async () => {
  const { handle } = await draw();
  handle.forward(message());
  expect(await screen.findByText(/^Forwards:/)).toBeDefined();
  await userEvent.type(await field("To"), "boss@example.com{Enter}");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(send).toHaveBeenCalledWith("c1", { mail: { to: [{ address: "boss@example.com" }], forward_of: "m1" } });
});

it("marks what is selected, and takes the marks away again", () => {
  expect(marked("our best price", 4, 8, "*")).toEqual({ text: "our *best* price", from: 5, to: 9 });
  expect(marked("our *best* price", 5, 9, "*")).toEqual({ text: "our best price", from: 4, to: 8 });
  expect(marked("our best price", 3, 9, "_").text).toBe("our _best_ price");
  expect(listed("one\ntwo\nthree", 0, 5).text).toBe("- one\n- two\nthree");
  expect(listed("- one\n- two", 0, 11).text).toBe("one\ntwo");
});
