import { expect, it } from "vitest";

import { begunOf, EMPTY_MAIL, sendOf } from "./draft";
import { readPeople } from "./people";
import { bare, forwardOf, same } from "./subject";
import { verdictOf } from "./verdict";

it("knows a subject by its own words, whatever programs put before it", () => {
  expect(bare("RE: Fwd: AW: ตอบกลับ: ราคาเวที")).toBe("ราคาเวที");
  expect(bare("Re[2]: Stage plan")).toBe("Stage plan");
  expect(bare("Regarding the stage")).toBe("Regarding the stage");
  expect(forwardOf("re: Stage plan")).toBe("Fwd: Stage plan");
  expect(forwardOf("")).toBe("");
  expect(same("Stage plan", "RE: stage plan")).toBe(true);
});

it("reads several people as they are pasted", () => {
  const { people, rest } = readPeople('"Srisai, Pim" <Pim@Example.com>; ken@example.com\nkwan@example.co.th mali@example.com nobody here, pim@example.com');
  expect(people).toEqual([
    { address: "pim@example.com", name: "Srisai, Pim" },
    { address: "ken@example.com" },
    { address: "kwan@example.co.th" },
    { address: "mali@example.com" },
  ]);
  expect(rest).toBe("nobody here");
});

it("takes no address that would end a header or name two", () => {
  for (const typed of ["a@b", "a@example.com>", "x@y@example.com", "a@exa mple.com", ""]) expect(readPeople(typed).people).toEqual([]);
});

it("lets DMARC decide and says nothing where nothing is known", () => {
  expect(verdictOf({ verdicts: { dmarc: "pass", dkim: "fail", spf: "pass" } })).toEqual({ outcome: "passed", checks: "DMARC, SPF" });
  expect(verdictOf({ verdicts: { dmarc: "fail", dkim: "pass" } })).toEqual({ outcome: "failed", checks: "DMARC" });
  expect(verdictOf({ verdicts: { dkim: "pass" } })).toEqual({ outcome: "passed", checks: "DKIM" });
  expect(verdictOf({ verdicts: { spf: "fail" } })).toEqual({ outcome: "failed", checks: "SPF" });
  expect(verdictOf({ verdicts: { spf: "softfail", dkim: "none" } })).toBeNull();
  expect(verdictOf({})).toBeNull();
});

it("takes back what was sent as it was written", () => {
  const mail = { ...EMPTY_MAIL, subject: "Our price", cc: [{ address: "ken@example.com" }], forward: "m1" };
  expect(begunOf(sendOf(mail))).toEqual(mail);
  expect(begunOf(undefined)).toEqual(EMPTY_MAIL);
});
