import { expect, test } from "vitest";

import type { MailTrial } from "../../../protocol";
import { steps } from "./trialSteps";

const TRIAL: MailTrial = { marks: false, started_at: "2026-11-22T08:00:00.000Z", until: "2026-11-22T08:03:00.000Z", sent: true, seconds: null, marked_seconds: null, waiting: true, refused: null, problem: null, advice: null };
const told = (more: Partial<MailTrial>): string[] => steps({ ...TRIAL, ...more }).map(({ step, standing }) => `${step} ${standing}`);

test("what is on its way is waited for", () => {
  expect(told({})).toEqual(["sent ok", "arrived waiting", "plus waiting"]);
  expect(told({ sent: false })).toEqual(["sent waiting"]);
  expect(told({ seconds: 2 })).toEqual(["sent ok", "arrived ok", "plus waiting"]);
});

test("what was seen works, in whichever order it came", () => {
  expect(told({ seconds: 2, marked_seconds: 3, waiting: false })).toEqual(["sent ok", "arrived ok", "plus ok"]);
  expect(told({ marked_seconds: 3, refused: "late" })).toEqual(["sent ok", "arrived waiting", "plus ok"]);
});

test("plus addresses that take nothing are looked at, and are no failure of the mailbox", () => {
  expect(told({ seconds: 2, refused: "550 no", waiting: false })).toEqual(["sent ok", "arrived ok", "plus warning"]);
  expect(told({ seconds: 2, waiting: false })).toEqual(["sent ok", "arrived ok", "plus warning"]);
});

test("nothing is said of plus addresses where nothing arrives or nothing was sent", () => {
  expect(told({ waiting: false })).toEqual(["sent ok", "arrived failed"]);
  expect(told({ sent: false, problem: "no", waiting: false })).toEqual(["sent failed"]);
});
