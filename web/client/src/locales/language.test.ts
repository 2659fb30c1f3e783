import { i18n } from "@lingui/core";
import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  window.localStorage.clear();
  vi.resetModules();
});

test("a language chosen on another machine is taken over, and stays", async () => {
  const { follow, language, speak } = await import("./language");
  await speak("en");
  await follow("th");
  expect([i18n.locale, language()]).toEqual(["th", "th"]);
});

test("one chosen on this page is newer than what the person chose before", async () => {
  const { choose, follow, keepBy } = await import("./language");
  const kept = vi.fn<(language: string) => void>();
  await choose("en"); // before anybody signed in
  keepBy(kept);
  await follow("th");
  expect(i18n.locale).toBe("en");
  expect(kept.mock.calls).toEqual([["en"]]);
});

test("a language we do not have changes nothing", async () => {
  const { follow, speak } = await import("./language");
  await speak("th");
  await follow("tlh");
  await follow(null);
  expect(i18n.locale).toBe("th");
});
