import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { insist } from "./insist";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a part comes when the network is back", async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("away")).mockRejectedValueOnce(new Error("away")).mockResolvedValue("here");
  const part = insist(load);
  await vi.runAllTimersAsync();
  expect(await part).toBe("here");
  expect(load).toHaveBeenCalledTimes(3);
});

test("a part that never comes is said to be broken", async () => {
  const part = insist(() => Promise.reject(new Error("away")));
  await Promise.all([expect(part).rejects.toThrow("away"), vi.runAllTimersAsync()]);
});

test("a part whose looks did not come is not shown without them", async () => {
  const link = document.head.appendChild(document.createElement("link"));
  Object.assign(link, { rel: "stylesheet", href: "/part.css" });
  const unread = { get cssRules() { throw new DOMException("Cannot access rules", "SecurityError"); } };
  Object.defineProperty(link, "sheet", { value: unread });
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("away")).mockResolvedValue("here");
  const other = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("away")).mockResolvedValue("there");
  const parts = Promise.all([insist(load), insist(other)]);
  await vi.advanceTimersByTimeAsync(500);
  expect(load).toHaveBeenCalledOnce();
  const again = document.querySelectorAll("link[rel=stylesheet]");
  expect(again).toHaveLength(2);
  again[1]?.dispatchEvent(new Event("load"));
  expect(await parts).toEqual(["here", "there"]);
  for (const one of again) one.remove();
});
