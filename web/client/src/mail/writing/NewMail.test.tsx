import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import * as actions from "../../live/actions";
import { attachment } from "../../conversation/cast.fixture";
import { render } from "../../testing/render";
import NewMail from "./NewMail";

it("takes its subject, its copies and its files along", async () => {
  const start = vi.spyOn(actions, "start").mockReturnValue(new Promise(() => undefined));
  vi.spyOn(actions, "upload").mockResolvedValue(attachment({ id: "a1" }));
  render(<NewMail channel="ch-mail" to={{ email: "pim@tea.example" }} onStarted={() => undefined} />);
  expect(screen.queryByLabelText("Cc")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Cc, Bcc" }));
  await userEvent.type(screen.getByLabelText("Cc"), "ken@tea.example,");
  await userEvent.type(screen.getByLabelText("Subject"), "Our offer");
  await userEvent.upload(screen.getByLabelText("Files"), new File(["paper"], "offer.pdf", { type: "application/pdf" }));
  const send = screen.getByRole("button", { name: "Send the mail" });
  await waitFor(() => expect(send).toHaveProperty("disabled", false)); // the file says enough
  await userEvent.click(send);
  expect(start).toHaveBeenCalledWith({
    channel: "ch-mail",
    email: "pim@tea.example",
    attachments: ["a1"],
    mail: { subject: "Our offer", cc: [{ address: "ken@tea.example" }] },
  });
});
