import { expect, test } from "vitest";

import type { Template } from "../../protocol";
import { standingOf } from "./standing";

const given = (part: Partial<Template>): Template => ({ status: "APPROVED", state: "kept", error: null, reason: null, correct_category: null, category: "UTILITY", ...part }) as Template;

test("what is well is not talked about, what is not is told with what to do", () => {
  expect(standingOf(given({}))).toEqual([]);
  expect(standingOf(given({ status: "REJECTED", reason: "It looks like a fraud." }))[0]).toMatchObject({ tone: "bad", words: "It looks like a fraud." });
  expect(standingOf(given({ status: "DRAFT", state: "failed", error: { code: "190", message: "The token has expired.", advice: "Renew it." } }))).toEqual([{ tone: "bad", words: "The token has expired.", advice: "Renew it." }]);
  expect(standingOf(given({ correct_category: "MARKETING" }))[0]?.tone).toBe("mark");
});
