const COUNT = 34;
const LOWEST = 4; // px
const HIGHEST = 24;

/** What is drawn of a sound that has not been heard: it claims nothing. */
export const UNHEARD: readonly number[] = Array.from({ length: COUNT }, () => LOWEST);

/** Heights in px: how loud each part is beside the loudest, with the soft parts lifted as ears do. */
export function heightsOf(samples: Float32Array): readonly number[] {
  const part = samples.length / COUNT;
  const loudness = UNHEARD.map((_, index) => loudnessOf(samples.subarray(Math.floor(index * part), Math.floor((index + 1) * part))));
  const loudest = Math.max(...loudness);
  if (!(loudest > 0)) return UNHEARD;
  return loudness.map((one) => Math.round(LOWEST + (HIGHEST - LOWEST) * Math.sqrt(one / loudest)));
}

function loudnessOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length ? Math.sqrt(sum / samples.length) : 0;
}
