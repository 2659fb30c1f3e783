import { expect, test, vi } from "vitest";

import { ProblemError } from "../../http/problem";
import type { Configuration } from "../../protocol";
import { type Put, changedOf, same, save } from "./saving";

const BASE = { version: 3, time_zone: "Asia/Bangkok", round_robin: false, holidays: [] } as unknown as Configuration;

function conflict(current: Partial<Configuration>): ProblemError {
  return new ProblemError({ code: "conflict", message: "Somebody was faster.", field: null, retry_after: null }, { ...BASE, ...current });
}

test("only what differs is put, whatever the order of keys", () => {
  expect(same({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
  expect(same([], {})).toBe(false);
  expect(changedOf({ time_zone: "Asia/Bangkok", round_robin: false }, { time_zone: "Asia/Bangkok", round_robin: true })).toEqual({ round_robin: true });
});

test("who changed another section meanwhile is in nobody's way", async () => {
  const put = vi.fn<Put>().mockRejectedValueOnce(conflict({ version: 4, time_zone: "Asia/Tokyo" })).mockResolvedValueOnce(BASE);
  await save(BASE, { round_robin: true }, put);
  expect(put.mock.calls).toEqual([
    [{ round_robin: true }, 3],
    [{ round_robin: true }, 4],
  ]);
});

test("who changed the same section is told of, with what they made of it", async () => {
  const put = vi.fn<Put>().mockRejectedValue(conflict({ version: 4, round_robin: true }));
  await expect(save(BASE, { round_robin: true, time_zone: "Asia/Tokyo" }, put)).rejects.toMatchObject({ code: "conflict", current: { version: 4 } });
  expect(put).toHaveBeenCalledOnce();
});
