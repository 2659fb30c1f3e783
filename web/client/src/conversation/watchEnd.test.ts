import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { watchEnd } from "./watchEnd";

let resize: () => void;
const pinned = { current: true };
const toEnd = vi.fn<() => void>();
const tell = vi.fn<(atEnd: boolean) => void>();
const sizes = { scrollHeight: 1000, clientHeight: 400, scrollTop: 600 };
let at: HTMLElement;
let watch: ReturnType<typeof watchEnd>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"], now: 10_000 });
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(told: () => void) {
        resize = told;
      }
      observe() {}
      disconnect() {}
    },
  );
  at = document.createElement("div");
  for (const name of ["scrollHeight", "clientHeight", "scrollTop"] as const) Object.defineProperty(at, name, { get: () => sizes[name] });
  Object.assign(sizes, { scrollHeight: 1000, clientHeight: 400, scrollTop: 600 });
  pinned.current = true;
  watch = watchEnd(at, pinned, toEnd, tell);
  resize();
  toEnd.mockClear();
});
afterEach(() => {
  watch.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function scroll(by: number): void {
  sizes.scrollTop += by;
  at.dispatchEvent(new Event("scroll"));
}

it("stays at the end as the composer grows by more than a few lines", () => {
  sizes.clientHeight -= 150;
  resize();
  expect(toEnd).toHaveBeenCalledOnce();
  expect(tell).toHaveBeenLastCalledWith(true);
});

it("does not take for a reader's hand what the browser moves as the sizes change", () => {
  sizes.scrollHeight += 300;
  scroll(-100);
  expect(toEnd).toHaveBeenCalledOnce();
  expect(pinned.current).toBe(true);
});

it("lets a hand lead away, and does not pull it back as rows come", () => {
  at.dispatchEvent(new Event("wheel"));
  scroll(-200);
  sizes.scrollHeight += 300;
  watch.resized();
  expect(toEnd).not.toHaveBeenCalled();
  expect(tell).toHaveBeenLastCalledWith(false);
});

it("lets what scrolls without a gesture lead away, too", () => {
  scroll(-200); // a scrollbar, a screen reader
  expect(pinned.current).toBe(false);
});

it("is at the end again once one has come back to it", () => {
  scroll(-200);
  scroll(190);
  sizes.scrollHeight += 300;
  watch.resized();
  expect(toEnd).toHaveBeenCalledOnce();
});

it("says that a thread is at its end whose rows turned out smaller than they were guessed", () => {
  scroll(-200);
  Object.assign(sizes, { scrollHeight: 400, scrollTop: 0 });
  watch.resized();
  expect(tell).toHaveBeenLastCalledWith(true);
});
