const COUNT = 34;
const LOWEST = 4; // px
const HIGHEST = 24;

/** Heights in px that look like speech and are always the same for one file; the sound itself is not read for it. */
export function bars(id: string): number[] {
  let seed = 2166136261;
  for (const letter of id) seed = Math.imul(seed ^ letter.charCodeAt(0), 16777619);
  return Array.from({ length: COUNT }, (_, index) => {
    seed = Math.imul(seed ^ (seed >>> 13), 1274126177);
    const chance = ((seed ^ (seed >>> 16)) >>> 0) / 2 ** 32;
    const phrase = 0.6 + 0.4 * Math.sin(index * 0.7 + (seed % 3));
    return Math.round(LOWEST + (HIGHEST - LOWEST) * (0.15 + 0.85 * chance) * phrase);
  });
}
