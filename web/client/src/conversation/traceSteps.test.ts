import { expect, it } from "vitest";

import type { Json } from "../protocol";
import { stepsOf } from "./traceSteps";

const at = (ms: number) => new Date(Date.UTC(2026, 10, 22, 8) + ms).toISOString();
const inbound = {
  received: { ledger: "l1", at: at(1) },
  stored_at: at(9),
  published: { seq: 370, at: at(9) },
  sessions: [
    { session: "s1", user: "dana", acknowledged: true, acknowledged_at: at(31), closed_at: null },
    { session: "s2", user: "omar", acknowledged: false, acknowledged_at: null, closed_at: null },
  ],
  attempts: [],
} satisfies Record<string, Json>;
const nameOf = (user: string | null) => ({ dana: "Dana", omar: "Omar" })[user ?? ""] ?? null;

it("tells the way of what came in, moment by moment", () => {
  expect(stepsOf(inbound, nameOf).map((step) => step.name)).toEqual([
    "Received",
    "Stored",
    "Told to the screens",
    "On the screen of Dana",
    "The screen of Omar has not confirmed it yet",
  ]);
});

it("keeps a provider's whole seconds behind the attempt they belong to", () => {
  const attempts: Json[] = [{ id: "a1", number: 1, provider_id: null, times: { started: at(630), accepted: at(650), sent: at(0), delivered: at(1000) }, error: null }];
  const steps = stepsOf({ ...inbound, received: null, sessions: [], stored_at: at(570), published: null, attempts }, nameOf);
  expect(steps.map((step) => step.name)).toEqual(["Stored", "Attempt 1 began", "WhatsApp took it", "Sent", "Delivered"]);
});

it("tells every attempt of a send and why one failed", () => {
  const error = { code: "131026", message: "Not on WhatsApp.", advice: null };
  const attempts: Json[] = [
    { id: "a1", number: 1, provider_id: null, times: { started: at(20), failed: at(40) }, error },
    { id: "a2", number: 2, provider_id: "wamid.2", times: { started: at(50), accepted: at(60) }, error: null },
  ];
  const steps = stepsOf({ ...inbound, received: null, sessions: [], attempts }, nameOf).slice(2);
  expect(steps.map((step) => [step.name, step.detail, step.tone])).toEqual([
    ["Attempt 1 began", null, "done"],
    ["Attempt 1 failed", "Not on WhatsApp.", "bad"],
    ["Attempt 2 began", null, "done"],
    ["WhatsApp took it", "wamid.2", "done"],
  ]);
});
