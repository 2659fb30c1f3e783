import { expect, test } from "vitest";

import { languagesOf, renamed, wordsOf } from "./optOut";

const OPT_OUT = { words: { en: ["stop"], th: ["หยุด"] }, confirmation: { en: "Done." } };

test("words are what stands between commas, each once", () => {
  expect(wordsOf(" stop, unsubscribe ,,stop、หยุด ")).toEqual(["stop", "unsubscribe", "หยุด"]);
});

test("a language is renamed with its answer, but never onto another", () => {
  expect(renamed(OPT_OUT, "en", "de")).toEqual({ words: { de: ["stop"], th: ["หยุด"] }, confirmation: { de: "Done." } });
  expect(renamed(OPT_OUT, "en", "th")).toBe(OPT_OUT);
  expect(languagesOf({ words: {}, confirmation: { fr: "Fini." } })).toEqual(["fr"]);
});
