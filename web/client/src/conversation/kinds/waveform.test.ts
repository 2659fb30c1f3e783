import { expect, it } from "vitest";

import { heightsOf, UNHEARD } from "./waveform";

it("draws loud parts higher than soft ones", () => {
  const sound = Float32Array.from({ length: 3400 }, (_, at) => (at < 1700 ? 0.01 : 0.9) * Math.sin(at));
  const heights = heightsOf(sound);
  expect(heights).toHaveLength(UNHEARD.length);
  expect(Math.max(...heights.slice(0, 17))).toBeLessThan(Math.min(...heights.slice(17)));
  expect(Math.max(...heights)).toBe(24);
});

it("draws silence and nothing as what was not heard", () => {
  expect(heightsOf(new Float32Array(3400))).toEqual(UNHEARD);
  expect(heightsOf(new Float32Array())).toEqual(UNHEARD);
});
