// The company's colour, made readable: as a ground for words, and as words on light and on dark paper.

const LIGHT = [255, 255, 255], DARK = [22, 30, 36];
const READABLE = 4.6;

export function paint(colour) {
  const own = /^#([0-9a-f]{6})$/i.exec(colour);
  if (!own) return;
  const rgb = [0, 2, 4].map((at) => parseInt(own[1].slice(at, at + 2), 16));
  const style = document.documentElement.style;
  style.setProperty("--accent", colour);
  style.setProperty("--on-accent", contrast(rgb, LIGHT) >= contrast(rgb, [17, 24, 28]) ? "#ffffff" : "#11181c");
  style.setProperty("--accent-light", css(until(rgb, LIGHT, [0, 0, 0])));
  style.setProperty("--accent-dark", css(until(rgb, DARK, [255, 255, 255])));
}

/** The colour, mixed towards another until it can be read on its ground. */
function until(rgb, ground, towards) {
  for (let share = 0; share <= 1; share += 0.08) {
    const mixed = rgb.map((part, n) => part + (towards[n] - part) * share);
    if (contrast(mixed, ground) >= READABLE) return mixed;
  }
  return towards;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const css = (rgb) => `rgb(${rgb.map(Math.round).join(" ")})`;
