const STEPS = [1, 2, 2.5, 5, 10];

/** Round figures from 0 to at least `most`, about `about` of them. Whole ones, where the values are. */
export function ticks(most: number, about = 3, whole = true): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = STEPS.map((step) => step * power).filter((step) => !whole || Number.isInteger(step));
  const step = steps.find((each) => each >= rough) ?? Math.ceil(rough);
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, place) => place * step);
}

const SPANS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400]; // s, as people cut them

/** The same for lengths of time, in seconds. */
export function spanTicks(most: number, about = 3): number[] {
  const rough = Math.max(most, 1) / about;
  const step = SPANS.find((each) => each >= rough) ?? Math.ceil(rough / 86_400) * 86_400;
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, place) => place * step);
}
