import { expect, test } from "vitest";

import { standing } from "./standing";

const ACTIVE = { state: "active", reason: null } as const;
const WELL = { checks: [{ name: "token", state: "ok", message: "", advice: null }], token_expires_at: null, token_expires_soon: false, silence: null, alarm: null } as const;

test("what is gravest is said first", () => {
  const failed = { ...WELL, token_expires_soon: true, token_expires_at: "2026-12-01T00:00:00Z", checks: [{ name: "webhook", state: "failed", message: "", advice: null }] } as const;
  expect(standing(ACTIVE, failed)).toEqual({ is: "failed", check: "webhook" });
  expect(standing(ACTIVE, { ...failed, checks: [] })).toEqual({ is: "expiring", at: "2026-12-01T00:00:00Z" });
  expect(standing(ACTIVE, { ...WELL, silence: { unusual: true } })).toEqual({ is: "silent" });
  expect(standing(ACTIVE, { ...WELL, alarm: { severity: "alarm" } })).toEqual({ is: "alarmed" });
  expect(standing(ACTIVE, WELL)).toEqual({ is: "works" });
});

test("whatever the last test said, a number that is paused or not set up is just that", () => {
  expect(standing({ state: "paused", reason: "The token expired." }, WELL)).toEqual({ is: "paused", reason: "The token expired." });
  expect(standing({ state: "unconfigured", reason: null }, undefined)).toEqual({ is: "unconfigured" });
});
