import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import type { Message as MessageShape } from "../protocol";
import { render } from "../testing/render";
import { attachment, item, message } from "./cast.fixture";
import { Message } from "./Message";
import { type ThreadPort, ThreadProvider } from "./threadContext";

function draw(given: Partial<MessageShape>, port: Partial<ThreadPort> = {}) {
  const nothing = () => undefined;
  const thread: ThreadPort = {
    me: "dana",
    contact: "k1",
  contactName: "Pim",
    find: nothing,
    nameOf: (user) => (user === "omar" ? "Omar" : null),
    reply: nothing,
    forward: nothing,
    react: nothing,
    retry: nothing,
    discard: nothing,
    trace: nothing,
    jumpTo: nothing,
    look: nothing,
    ...port,
  };
  return render(
    <ThreadProvider value={thread}>
      <Message item={item(given)} first last flashed={false} />
    </ThreadProvider>,
  );
}

const sent: Partial<MessageShape> = { direction: "out", author: { kind: "user", id: "dana", name: "Dana" } };

it("says when a message that waits will go, until it has gone", () => {
  const content = { scheduled_for: "2026-12-24T09:30:00.000Z", cancel_on_reply: true };
  const { unmount } = draw({ ...sent, status: "queued", content });
  expect(screen.getByText(/scheduled for/)).toBeDefined();
  unmount();
  draw({ ...sent, status: "sent", content });
  expect(screen.queryByText(/scheduled for/)).toBeNull();
});

it("shows markup as the words it is", () => {
  const { container } = draw({ text: "<img src=x onerror=alert(1)> *bold*" });
  expect(container.querySelector("img")).toBeNull();
  expect(container.querySelector("strong")?.textContent).toBe("bold");
  expect(screen.getByText(/onerror=alert/)).toBeDefined();
});

it.each([
  [0, "Retry", false],
  [23, "Send anyway", true],
] as const)("sends again what a provider takes once: after %d hours by “%s”", async (hours, name, evenIfSent) => {
  const retry = vi.fn<ThreadPort["retry"]>();
  const error = { code: "taken_once", message: "It may have been taken.", advice: "It is taken once." };
  draw({ ...sent, status: "unknown", sent_at: new Date(Date.now() - hours * 3_600_000).toISOString(), error }, { retry });
  expect(screen.queryByText(/may reach the customer twice/) !== null).toBe(evenIfSent);
  await userEvent.click(screen.getByRole("button", { name }));
  expect(retry).toHaveBeenCalledWith("m1", evenIfSent);
});

it("says why a send failed, what to do, and tries again", async () => {
  const retry = vi.fn<ThreadPort["retry"]>();
  draw({ ...sent, status: "failed", error: { code: "131026", message: "Not on WhatsApp.", advice: "Send an e-mail?" } }, { retry });
  expect(screen.getByText("Not on WhatsApp.")).toBeDefined();
  expect(screen.getByText(/Send an e-mail/)).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: "Retry" }));
  expect(retry).toHaveBeenCalledWith("m1", false);
});

it("offers another address, and no further try, where the address is wrong for good", async () => {
  const forward = vi.fn<ThreadPort["forward"]>();
  const error = { code: "5.1.1", message: "This address does not exist.", advice: null };
  draw({ ...sent, status: "failed", provider_id: "one@bma.example", error }, { forward });
  expect(screen.queryByRole("button", { name: "Retry" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "To another address" }));
  expect(forward).toHaveBeenCalledOnce();
});

it("sends an unknown one again only when told that it may arrive twice", async () => {
  const retry = vi.fn<ThreadPort["retry"]>();
  draw({ ...sent, status: "unknown" }, { retry });
  await userEvent.click(screen.getByRole("button", { name: "Send anyway" }));
  expect(retry).toHaveBeenCalledWith("m1", true);
});

it("names a colleague above what they wrote, not oneself", () => {
  draw({ ...sent, author: { kind: "user", id: "omar", name: null } });
  expect(screen.getByText("Omar")).toBeDefined();
});

it("hides what was taken back, from readers of the screen too", () => {
  const { container } = draw({ text: "The deposit is paid.", content: { revoked_at: "2026-11-22T12:01:00.000Z" } });
  expect(screen.getByText("The customer took this message back.")).toBeDefined();
  expect(container.innerHTML).not.toContain("deposit");
});

it("shows the raw body of what nobody can draw", () => {
  draw({ kind: "unsupported", text: null, content: { type: "poll_creation", raw: { errors: [{ code: 131_051 }] } } });
  expect(screen.getByText(/poll creation/)).toBeDefined();
  expect(screen.getByText(/131051/)).toBeDefined();
});

it("reserves a picture's place before it is there", () => {
  const { container } = draw({ kind: "image", text: null, attachments: [attachment({ kind: "image", state: "pending", width: 1200, height: 800 })] });
  const frame = container.querySelector<HTMLElement>("[style*='aspect-ratio']");
  expect(frame?.style.width).toBe("320px");
  expect(Number.parseFloat(frame?.style.aspectRatio ?? "")).toBeCloseTo(1.5);
});

it("leads to what it answers", async () => {
  const jumpTo = vi.fn<ThreadPort["jumpTo"]>();
  draw({ reply_to: "m0" }, { jumpTo, find: () => message({ id: "m0", text: "Which day?" }) });
  await userEvent.click(screen.getByRole("button", { name: /Which day/ }));
  expect(jumpTo).toHaveBeenCalledWith("m0");
});

it("takes one's own reaction back", async () => {
  const react = vi.fn<ThreadPort["react"]>();
  draw({ reactions: [{ emoji: "🙏", by: "dana", by_kind: "user" }] }, { react });
  await userEvent.click(screen.getByRole("button", { name: "🙏 by You" }));
  expect(react).toHaveBeenCalledWith(expect.objectContaining({ id: "m1" }), "");
});
