import { expect, it } from "vitest";

import { stepsOf } from "./traceSteps";

it("puts the moments of a message in their order", () => {
  const steps = stepsOf({
    stored_at: "2026-11-22T08:00:00.020Z",
    received_at: "2026-11-22T08:00:00.001Z",
    sessions: [{ user: "Dana", acknowledged_at: "2026-11-22T08:00:00.031Z" }],
  });
  expect(steps.map((step) => step.name)).toEqual(["Received", "Stored", "Session"]);
  expect(steps[2]?.facts).toEqual([{ name: "User", value: "Dana" }]);
  expect(steps[0]?.at).toMatch(/,001$/);
});

it("makes every attempt of a send a step and marks the one that failed", () => {
  const steps = stepsOf({
    attempts: [
      { started_at: "2026-11-22T08:00:00.000Z", error: { code: "131026", message: "Not on WhatsApp." } },
      { started_at: "2026-11-22T08:01:00.000Z", provider_id: "wamid.1" },
    ],
  });
  expect(steps.filter((step) => step.name === "Attempt").map((step) => step.tone)).toEqual(["bad", "plain"]);
});
