// Elements are built, never parsed: what people wrote is never read as HTML.

const SVG = "http://www.w3.org/2000/svg";

export const $ = (id) => document.getElementById(id);

/** An element with its properties (class, text, attributes, on…) and children. */
export function make(name, { text, ...given } = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key === "className" ? "class" : key, value === true ? "" : value);
  }
  if (text) node.textContent = text;
  node.append(...children.filter(Boolean));
  return node;
}

export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export function show(id, text) {
  $(id).textContent = text;
  $(id).hidden = !text;
}

/** `{name}` in words of the page. */
export const filled = (words, values) => Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words);
