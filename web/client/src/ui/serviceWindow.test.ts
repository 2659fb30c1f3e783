import { describe, expect, it } from "vitest";

import { HOUR } from "./time";
import { serviceWindow } from "./serviceWindow";

const NOW = Date.parse("2026-11-22T12:00:00.000Z");
const closing = (ms: number) => new Date(NOW + ms).toISOString();

describe("the 24-hour window", () => {
  it("is open with what is left of it", () => {
    expect(serviceWindow(closing(12 * HOUR), NOW)).toEqual({ state: "open", left: 12 * HOUR, share: 0.5 });
  });

  it("warns in its last two hours", () => {
    expect(serviceWindow(closing(HOUR), NOW).state).toBe("closing");
  });

  it("is closed from the very moment on", () => {
    expect(serviceWindow(closing(0), NOW)).toEqual({ state: "closed", since: closing(0) });
  });

  it("is closed when the customer has never written", () => {
    expect(serviceWindow(null, NOW)).toEqual({ state: "closed", since: null });
  });
});
