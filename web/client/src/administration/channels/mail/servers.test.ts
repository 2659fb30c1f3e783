import { expect, test } from "vitest";

import { NO_SERVERS, serverOf, serversOf, whole } from "./servers";

test("a server is whole with a host and a port that exists", () => {
  expect(serverOf({ host: " imap.example.com ", port: "993", security: "tls" })).toEqual({ host: "imap.example.com", port: 993, security: "tls" });
  expect(serverOf({ host: "imap.example.com", port: "70000", security: "tls" })).toBeNull();
  expect(serverOf({ host: " ", port: "993", security: "tls" })).toBeNull();
});

test("what is not known of a mailbox stays as it is proposed", () => {
  expect(serversOf({ imap: null, smtp: { host: "smtp.example.com", port: 587, security: "starttls" } })).toEqual({
    imap: NO_SERVERS.imap,
    smtp: { host: "smtp.example.com", port: "587", security: "starttls" },
  });
});

test("only an address is asked about", () => {
  expect(["office@example.com", "office@", "office", "a b@c.de"].map(whole)).toEqual([true, false, false, false]);
});
