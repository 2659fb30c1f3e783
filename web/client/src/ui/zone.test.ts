import { afterEach, expect, it, vi } from "vitest";

import { clockIn, elsewhere } from "./zone";

const AT = Date.UTC(2026, 10, 22, 2, 30);
const options = Intl.DateTimeFormat.prototype.resolvedOptions;

function liveIn(timeZone: string): void {
  vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockImplementation(function of(this: Intl.DateTimeFormat) {
    return { ...options.call(this), timeZone };
  });
}

afterEach(() => vi.restoreAllMocks());

it("names the office's zone to whoever lives by another clock, and to nobody else", () => {
  liveIn("Europe/Berlin");
  expect(elsewhere("Asia/Bangkok", "en", AT)).toBe("Bangkok (GMT+7)");
  liveIn("Asia/Jakarta"); // the same hour under another name
  expect(elsewhere("Asia/Bangkok", "en", AT)).toBeNull();
});

it("tells the time on the office's clock", () => {
  expect(clockIn(new Date(AT).toISOString(), "en", "Asia/Bangkok")).toBe("09:30");
});
