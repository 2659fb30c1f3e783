import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

import { searchContacts } from "../../live/actions";
import type { ChannelKind, Contact } from "../../protocol";
import { render } from "../../testing/render";
import { type Recipient, RecipientField } from "./RecipientField";

vi.mock("../../live/actions", () => ({ searchContacts: vi.fn<() => Promise<unknown>>() }));

const PIM = { id: "pim", name: "Pim Srisai", picture: null, identities: [{ kind: "email", display: "pim@example.com" }] } as unknown as Contact;
const chosen = vi.fn<(value: Recipient | null) => void>();
const leaned = vi.fn<(kind: ChannelKind | null) => void>();

beforeEach(() => {
  vi.clearAllMocks();
  vi.mocked(searchContacts).mockResolvedValue([PIM]);
  render(<RecipientField value={null} onChange={chosen} onLean={leaned} />);
});

const field = () => screen.getByRole("combobox", { name: "To" });

it("takes a whole address with Enter, before anything is found for it", async () => {
  await userEvent.type(field(), "New@Example.com{Enter}");
  expect(chosen).toHaveBeenCalledExactlyOnceWith({ name: "new@example.com", display: "", to: { email: "new@example.com" }, kinds: ["mail"] });
});

it("knows from what it is written to as soon as the address is whole", async () => {
  await userEvent.type(field(), "new@example.co");
  expect(leaned).toHaveBeenLastCalledWith("mail");
  await userEvent.clear(field());
  await userEvent.type(field(), "+66 81 234 5678");
  expect(leaned).toHaveBeenLastCalledWith("whatsapp");
});

it("takes the first who was found with Enter", async () => {
  await userEvent.type(field(), "pim");
  await screen.findByRole("option", { name: /Pim/ });
  await userEvent.keyboard("{Enter}");
  expect(chosen).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ to: { contact: "pim" }, kinds: ["mail"] }));
});

it("takes a whole number as one goes on to the next field", async () => {
  await userEvent.type(field(), "0812345678");
  await userEvent.tab();
  expect(chosen).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ to: { phone: "0812345678" } }));
});
