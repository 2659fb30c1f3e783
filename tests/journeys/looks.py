"""What can be computed of a page's looks: the contrast of its texts, and the names its controls have for those who hear it."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

# Every text in sight against what lies behind it, after WCAG 2.2; large texts need less. Colours go through a canvas, which reads
# every notation the browser writes.
FAINT = """async () => {
  // a colour just changed is computed anew with the next frame
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const read = colour => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const ground = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none') return null;
      const colour = read(style.backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const light = colour => colour.slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const faint = [];
  let looked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = node.textContent.trim(), element = node.parentElement;
    if (!/[\\p{L}\\p{N}]/u.test(words) || element.closest('[aria-hidden=true], :disabled, script, style, title')) continue;
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || box.bottom < 0 || box.top > innerHeight) continue;
    const style = getComputedStyle(element), below = ground(element);
    if (!below) continue;
    looked += 1;
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const found = contrast(over(read(style.color), below), below);
    if (found < (large ? 3 : 4.5)) faint.push(`${found.toFixed(2)} ${element.tagName} “${words.slice(0, 40)}” ${style.color}`);
  }
  return {looked, faint};
}"""
CONTROLS = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "combobox",
    "checkbox",
    "radio",
    "slider",
    "menuitem",
    "option",
    "tab",
}


async def faint_texts(page: Page) -> list[str]:
    """Texts too faint to be read; fails when it saw none at all."""
    told: dict[str, Any] = await page.evaluate(FAINT)
    assert told["looked"] > 5, "there was hardly any text to look at"
    faint: list[str] = told["faint"]
    return faint


async def nameless_controls(page: Page) -> list[str]:
    """Controls for which the browser itself finds no accessible name."""
    session = await page.context.new_cdp_session(page)
    nodes = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    await session.detach()
    controls = [node for node in nodes if not node["ignored"] and node["role"]["value"] in CONTROLS]
    assert len(controls) > 3, "there was hardly any control to look at"
    return [node["role"]["value"] for node in controls if not node.get("name", {}).get("value", "").strip()]


async def is_readable(page: Page) -> None:
    """No text too faint, no control without a name."""
    assert await faint_texts(page) == []
    assert await nameless_controls(page) == []
