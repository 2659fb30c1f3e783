import { expect, test } from "vitest";

import { NO_SERVERS, serverOf, serversOf, whole } from "./servers";

test("a server is whole with a host and a port that exists", () => {
  const draft = { host: " imap.example.com ", port: "993", security: "tls", checkedBy: " " } as const;
  expect(serverOf(draft)).toEqual({ host: "imap.example.com", port: 993, security: "tls", checked_by: null });
  expect(serverOf({ ...draft, checkedBy: "mx.example.com" })?.checked_by).toBe("mx.example.com");
  expect(serverOf({ ...draft, port: "70000" })).toBeNull();
  expect(serverOf({ ...draft, host: " " })).toBeNull();
});

test("what is not known of a mailbox stays as it is proposed", () => {
  expect(serversOf({ imap: null, smtp: { host: "smtp.example.com", port: 587, security: "starttls", checked_by: null } })).toEqual({
    imap: NO_SERVERS.imap,
    smtp: { host: "smtp.example.com", port: "587", security: "starttls", checkedBy: "" },
  });
});

test("only an address is asked about", () => {
  expect(["office@example.com", "office@", "office", "a b@c.de"].map(whole)).toEqual([true, false, false, false]);
});
