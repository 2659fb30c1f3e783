import { beforeEach, expect, test, vi } from "vitest";

import { type Ask, PAGE, Pages } from "./pages";

const ALL = Array.from({ length: 1234 }, (_, place) => `n${place}`);
let asked: Ask[];

function pages(): Pages<string> {
  const read = async (ask: Ask) => {
    asked.push(ask);
    const from = ask.skip ?? Number(ask.after ?? 0);
    const items = ALL.slice(from, from + ask.limit);
    return { items, next: from + ask.limit < ALL.length ? String(from + ask.limit) : null };
  };
  return new Pages({ read, count: async () => ALL.length });
}

beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
});

test("the neighbour of a page is read on from it, a far one by jumping", async () => {
  const list = pages();
  list.begin();
  await vi.runAllTimersAsync();
  list.see(90, 110);
  await vi.runAllTimersAsync();
  list.see(1200, 1233);
  await vi.runAllTimersAsync();
  expect(asked).toEqual([{ limit: PAGE }, { limit: PAGE, after: "100" }, { limit: PAGE, skip: 1200 }]);
  const { at, total } = list.snapshot();
  expect([total, at(0), at(150), at(1233), at(600)]).toEqual([1234, "n0", "n150", "n1233", undefined]);
});

test("what is only passed is not read", async () => {
  const list = pages();
  list.begin();
  await vi.advanceTimersByTimeAsync(0);
  for (let place = 100; place < 1000; place += 100) list.see(place, place + 20);
  await vi.runAllTimersAsync();
  expect(asked).toHaveLength(2);
});

test("what is shown stays until the list as it is now has come", async () => {
  const list = pages();
  list.begin();
  await vi.runAllTimersAsync();
  list.begin();
  expect(list.snapshot().at(0)).toBe("n0");
  await vi.runAllTimersAsync();
  expect(asked).toHaveLength(2);
});
