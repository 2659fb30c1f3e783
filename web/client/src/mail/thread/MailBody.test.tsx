import { configure, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";

import { attachment } from "../../conversation/cast.fixture";
import { type ThreadPort, ThreadProvider } from "../../conversation/threadContext";
import type { Message } from "../../protocol";
import { message } from "../../testing/cast";
import { render } from "../../testing/render";
import { seed } from "../../testing/seed";
import type { MailContent } from "../content";
import MailBody from "./MailBody";

const forward = vi.fn<ThreadPort["forward"]>();

function mail(order: number, given: MailContent, more: Partial<Message> = {}): Message {
  return message({ ...more, order, provider_id: `p${order}`, content: { mail: { subject: "Garden stage", from: { address: "pim@example.com", name: "Pim" }, ...given } } as unknown as Message["content"] });
}

function draw(shown: Message, before: Message[] = []) {
  seed({ threads: new Map([["c1", { messages: [...before, shown], hasOlder: false, loaded: true }]]) });
  return render(
    <ThreadProvider value={{ forward, look: () => undefined } as unknown as ThreadPort}>
      <MailBody message={shown} />
    </ThreadProvider>,
  );
}

const original = attachment({ id: "f9", name: "original.eml", mime: "message/rfc822", url: "/api/v1/files/f9" });

const SLOW = 60_000; // ms, of a busy machine

vi.setConfig({ testTimeout: SLOW });
configure({ asyncUtilTimeout: SLOW });

beforeAll(async () => {
  await import("./Design");
}, SLOW);

beforeEach(() => vi.clearAllMocks());

it("names the subject only where it changes", () => {
  const { unmount } = draw(mail(2, { subject: "RE: garden stage" }), [mail(1, {})]);
  expect(screen.queryByRole("heading")).toBeNull();
  unmount();
  draw(mail(2, { subject: "Invoice" }), [mail(1, {})]);
  expect(screen.getByRole("heading", { name: "Invoice" })).toBeDefined();
});

it("folds away what is quoted, and shows it on demand", async () => {
  draw(mail(1, { quoted: "> We will send it today." }));
  expect(screen.queryByText(/We will send it/)).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Show what it quotes" }));
  expect(screen.getByText(/We will send it/)).toBeDefined();
});

it("says who has it in a line that opens", async () => {
  const to = ["a", "b", "c"].map((name) => ({ address: `${name}@example.com` }));
  draw(mail(1, { to, cc: [{ address: "ken@example.com", name: "Ken" }], verdicts: { dmarc: "pass" } }));
  await userEvent.click(screen.getByRole("button", { name: /Pim to a@example.com, b@example.com and 2 more/ }));
  expect(screen.getByText("Ken <ken@example.com>")).toBeDefined();
  expect(screen.getByText(/DMARC passed/)).toBeDefined();
});

it("warns of a sender that may be forged, and marks what no person wrote", () => {
  draw(mail(1, { verdicts: { dmarc: "fail", dkim: "fail" }, automatic: "bulk" }));
  expect(screen.getByText("The sender may be forged.")).toBeDefined();
  expect(screen.getByText(/DMARC, DKIM/)).toBeDefined();
  expect(screen.getByText("Sent to many at once")).toBeDefined();
});

it("keeps the mail as it came out of the files, and behind a menu", async () => {
  draw(mail(1, {}, { attachments: [attachment(), original] }));
  expect(screen.getByText("stage-plan.pdf")).toBeDefined();
  expect(screen.queryByText("original.eml")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "More about this mail" }));
  expect(await screen.findByRole("menuitem", { name: "As it came (original.eml)" })).toBeDefined();
});

it("leaves logos to the design, and shows photos", () => {
  const picture = { kind: "image", mime: "image/png", cid: "x" } as const;
  const files = [attachment({ ...picture, id: "f2", name: "logo.png", size: 4_000 }), attachment({ ...picture, id: "f3", name: "garden.png", size: 400_000 }), original];
  draw(mail(1, { html: true }, { attachments: files }));
  expect(screen.queryByRole("button", { name: "Open logo.png" })).toBeNull();
  expect(screen.getByRole("button", { name: "Open garden.png" })).toBeDefined();
});

it("shows the design in a frame that may do nothing, and pictures from elsewhere when asked", async () => {
  draw(mail(1, { html: true, elsewhere: 2 }, { attachments: [original] }));
  await userEvent.click(screen.getByRole("button", { name: "Show as designed" }));
  const frame = () => screen.findByTitle<HTMLIFrameElement>("The mail as it was designed");
  expect((await frame()).getAttribute("sandbox")).toBe("allow-popups allow-popups-to-escape-sandbox");
  expect((await frame()).getAttribute("src")).toBe("/api/v1/files/f9/design");
  expect(screen.getByText(/2 pictures from elsewhere are not shown/)).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Show pictures from elsewhere" }));
  expect((await frame()).getAttribute("src")).toBe("/api/v1/files/f9/design?pictures=every");
});

it("forwards a mail", async () => {
  const shown = mail(1, {});
  draw(shown);
  await userEvent.click(screen.getByRole("button", { name: "Forward" }));
  expect(forward).toHaveBeenCalledWith(shown);
});
