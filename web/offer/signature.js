// A signature: drawn with a finger, a pen or a mouse, or typed for those who cannot draw.

import { make } from "./elements.js";

const WIDTH = 2.6; // CSS pixels of the line
const SCALE = 2; // of the picture that is sent
const INK = "#111827";
const HAND = '"Snell Roundhand", "Segoe Script", "Bradley Hand", "Brush Script MT", "Noto Sans Thai", cursive';

/** A pad: its `node`, and `picture()`, the base64 of a PNG, or null while there is none. `name()` is what is typed as the name. */
export function pad(words, name) {
  const canvas = make("canvas", { role: "img", "aria-label": words.draw_here });
  const ghost = make("span", { className: "ghost", text: words.draw_here });
  const clear = make("button", { type: "button", className: "clear", text: words.clear, onclick: wipe, hidden: true });
  const typed = make("div", { className: "typed", hidden: true, "aria-live": "polite" });
  const box = make("div", { className: "pad" }, make("span", { className: "line" }), canvas, typed, ghost, clear);
  const draws = make("button", { type: "button", text: words.draw, "aria-pressed": "true", onclick: () => choose(false) });
  const types = make("button", { type: "button", text: words.type, "aria-pressed": "false", onclick: () => choose(true) });
  const wrongness = make("p", { className: "wrongness", role: "alert" });
  const head = make("div", { className: "head" }, make("legend", { text: words.signature }), make("span", { className: "switch" }, draws, types));
  const node = make("fieldset", { className: "field" }, head, box, wrongness);
  let strokes = [], typing = false;

  canvas.addEventListener("pointerdown", (event) => {
    if (typing || (event.pointerType === "mouse" && event.button)) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    strokes.push([point(event)]);
    redraw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (typing || !canvas.hasPointerCapture(event.pointerId)) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) strokes.at(-1)?.push(point(each));
    redraw();
  });
  new ResizeObserver(redraw).observe(box);

  function point(event) {
    const place = canvas.getBoundingClientRect();
    return [event.clientX - place.left, event.clientY - place.top];
  }

  function wipe() {
    strokes = [];
    redraw();
  }

  function choose(types_it) {
    typing = types_it;
    draws.setAttribute("aria-pressed", String(!typing));
    types.setAttribute("aria-pressed", String(typing));
    canvas.hidden = typing;
    typed.hidden = !typing;
    ghost.textContent = typing ? words.typed_note : words.draw_here;
    update();
  }

  /** What is typed follows the name. */
  function update() {
    typed.textContent = name().trim();
    ghost.hidden = typing ? !name().trim() : strokes.length > 0;
    clear.hidden = typing || !strokes.length;
    wrong("");
  }

  function redraw() {
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth: wide, clientHeight: high } = box;
    canvas.width = wide * ratio;
    canvas.height = high * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    trace(pen, getComputedStyle(box).color);
    update();
  }

  function trace(pen, colour) {
    Object.assign(pen, { strokeStyle: colour, fillStyle: colour, lineWidth: WIDTH, lineCap: "round", lineJoin: "round" });
    for (const stroke of strokes) {
      const [[x, y], ...rest] = stroke;
      pen.beginPath();
      pen.moveTo(x, y);
      if (!rest.length) pen.arc(x, y, WIDTH / 2, 0, 7);
      rest.forEach(([px, py], n) => {
        const [nx, ny] = rest[n + 1] ?? [px, py];
        pen.quadraticCurveTo(px, py, (px + nx) / 2, (py + ny) / 2);
      });
      if (rest.length) pen.stroke();
      else pen.fill();
    }
  }

  function picture() {
    if (typing ? !name().trim() : !strokes.length) return null;
    const { clientWidth: wide, clientHeight: high } = box;
    const sheet = make("canvas");
    sheet.width = wide * SCALE;
    sheet.height = high * SCALE;
    const pen = sheet.getContext("2d");
    pen.scale(SCALE, SCALE);
    if (typing) write(pen, name().trim(), wide, high);
    else trace(pen, INK);
    return sheet.toDataURL("image/png").split(",")[1];
  }

  function write(pen, text, wide, high) {
    Object.assign(pen, { fillStyle: INK, textAlign: "center", textBaseline: "middle" });
    let size = 44;
    do pen.font = `italic ${size}px ${HAND}`;
    while (pen.measureText(text).width > wide * 0.9 && (size -= 2) > 12);
    pen.fillText(text, wide / 2, high / 2, wide * 0.9);
  }

  function wrong(text) {
    node.classList.toggle("wrong", Boolean(text));
    wrongness.textContent = text;
  }

  return { node, picture, update, wrong, redraw };
}
