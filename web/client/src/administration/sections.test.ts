import { expect, test } from "vitest";

import { groupsFor } from "./sections";

const addresses = (role: "admin" | "manager" | "agent") => groupsFor(role).flatMap(({ sections }) => sections.map(({ to }) => to));

test("managers find what the server lets them read, agents nothing", () => {
  expect(addresses("agent")).toEqual([]);
  const hidden = addresses("admin").filter((to) => !addresses("manager").includes(to));
  expect(hidden).toEqual(["/administration/webhooks", "/administration/ledger", "/administration/activity"]);
});
