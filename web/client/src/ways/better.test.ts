import { expect, test } from "vitest";

import type { Route } from "../protocol";
import { better, insteadOf } from "./better";
import { asOf } from "./lapsed";

const NOW = Date.parse("2026-11-22T12:00:00Z");

function route(kind: Route["kind"], state: Route["state"], more: Partial<Route> = {}): Route {
  const rest = { to: "", conversation: null, until: null, category: null, price: null, answers_may_cost: false, quota: null, takes: 1, code: null, last_seen_at: null };
  return { channel: kind, kind, state, compliant: true, ...rest, ...more };
}

const soon = "2026-11-22T12:00:40Z";
const today = "2026-11-22T11:00:00Z";
const lastWeek = "2026-11-15T11:00:00Z";
const answerable = route("line", "reply", { until: soon, last_seen_at: today });
const dead = { ...answerable, until: "2026-11-22T11:59:00Z" };

test.each([
  ["a free answer, where a template would cost", [answerable, route("whatsapp", "template")], "whatsapp", ["line", "open"]],
  ["mail, where the window is closed", [route("mail", "open"), route("whatsapp", "no_template")], "whatsapp", ["mail", "open"]],
  ["what is free, where a push costs", [route("whatsapp", "open", { until: soon }), route("line", "push")], "line", ["whatsapp", "free"]],
  ["where they wrote today, not here", [answerable, route("mail", "open", { last_seen_at: lastWeek })], "mail", ["line", "recent"]],
  ["nothing, where both are free and lively", [answerable, route("mail", "open", { last_seen_at: today })], "mail", null],
  ["nothing, where the token died meanwhile", [dead, route("whatsapp", "template")], "whatsapp", null],
  ["no mailbox, where LINE's free answer ended but a push may go", [dead, route("mail", "open")], "line", null],
  ["mail, where LINE's free answer ended and the month is used up", [{ ...dead, quota: { allowed: 300, left: 0 } }, route("mail", "open")], "line", ["mail", "open"]],
  ["nothing that costs", [route("line", "push"), route("whatsapp", "template")], "whatsapp", null],
  ["nothing to somebody blocked", [route("mail", "open"), route("whatsapp", "blocked")], "whatsapp", null],
] as const)("suggests %s", (_, routes, current, wanted) => {
  const found = better(routes.map((each) => asOf(each, NOW)), current, NOW);
  expect(found && [found.route.kind, found.why]).toEqual(wanted);
});

test("what failed goes where anything may be written, not where it failed", () => {
  const routes = [answerable, route("whatsapp", "open"), route("mail", "paused"), { ...route("whatsapp", "template"), channel: "w2" }];
  expect(insteadOf(routes, "whatsapp", NOW).map(({ kind }) => kind)).toEqual(["line"]);
  expect(insteadOf([asOf(dead, NOW)], "whatsapp", NOW).map(({ state }) => state)).toEqual(["push"]);
});
