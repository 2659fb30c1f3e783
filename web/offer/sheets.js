// The sheets that slide up to be answered in: accepting with a signature, declining, asking for a change.

import { $, make } from "./elements.js";
import { pad } from "./signature.js";

/** Opens one. `give(answer)` gives the answer and returns what is wrong with it, or null. */
export function ask(what, told, give) {
  const form = $("form");
  SHEETS[what](form, told, give);
  form.onsubmit = (event) => event.preventDefault();
  $("sheet").setAttribute("aria-labelledby", "sheet-title");
  $("sheet").onclick = (event) => event.target === $("sheet") && $("sheet").close();
  if (!$("sheet").open) $("sheet").showModal();
  form.querySelector("input, textarea")?.focus({ preventScroll: true });
}

const SHEETS = { more, accept, decline, change };
const close = () => $("sheet").close();

function more(form, told, give) {
  const { words, answerable } = told;
  const choices = ["change", "decline"].filter((each) => answerable.includes(each));
  const buttons = choices.map((each) => make("button", { type: "button", className: each === "decline" ? "quiet danger" : "quiet", text: words[each], onclick: () => ask(each, told, give) }));
  form.replaceChildren(make("h2", { id: "sheet-title", text: words.more }), make("div", { className: "buttons stacked" }, ...buttons, cancel(words)));
}

function accept(form, told, give) {
  const { words } = told;
  const name = field(words.name, make("input", { name: "name", maxlength: 120, autocomplete: "name", enterkeyhint: "done" }));
  const signed = pad(words, () => name.input.value);
  name.input.addEventListener("input", () => signed.update());
  draw(form, words, "accept_title", words.accept_lead, "main", words.accept_now, [name.node, signed.node], async () => {
    const picture = signed.picture();
    name.wrong(name.input.value.trim() ? "" : words.need_name);
    signed.wrong(picture ? "" : words.need_signature);
    if (!name.input.value.trim()) return void name.input.focus();
    if (!picture) return;
    const wrong = await give({ answer: "accept", name: name.input.value.trim(), signature: picture });
    if (wrong) (wrong.field === "name" ? name : signed).wrong(wrong.message);
    return !wrong;
  });
  requestAnimationFrame(signed.redraw);
}

function decline(form, told, give) {
  const { words } = told;
  const reason = field(words.reason, make("textarea", { name: "words", maxlength: 2000, rows: 3, dir: "auto" }));
  const chosen = words.reasons.split("|").map((each) => make("button", { type: "button", text: each, "aria-pressed": "false", onclick: (event) => choose(event.currentTarget) }));
  function choose(button) {
    for (const each of chosen) each.setAttribute("aria-pressed", String(each === button));
    reason.input.value = button.textContent;
  }
  draw(form, words, "decline_title", words.decline_lead, "quiet danger", words.decline_now, [make("div", { className: "reasons" }, ...chosen), reason.node], async () => {
    const wrong = await give({ answer: "decline", words: reason.input.value.trim() });
    if (wrong) reason.wrong(wrong.message);
    return !wrong;
  });
}

function change(form, told, give) {
  const { words } = told;
  const wish = field(words.words, make("textarea", { name: "words", maxlength: 2000, rows: 5, dir: "auto" }));
  draw(form, words, "change_title", words.change_lead, "main", words.change_now, [wish.node], async () => {
    wish.wrong(wish.input.value.trim() ? "" : words.need_words);
    if (!wish.input.value.trim()) return void wish.input.focus();
    const wrong = await give({ answer: "change", words: wish.input.value.trim() });
    if (wrong) wish.wrong(wrong.message);
    return !wrong;
  });
}

/** `send` answers true when it is done. Pressed twice it goes once. */
function draw(form, words, title, lead, look, label, fields, send) {
  const button = make("button", { type: "submit", className: look, text: label });
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    button.textContent = words.sending;
    const done = await send();
    button.disabled = false;
    button.textContent = label;
    if (done) close();
  });
  form.replaceChildren(make("h2", { id: "sheet-title", text: words[title] }), make("p", { className: "small", text: lead }), ...fields, make("div", { className: "buttons" }, button, cancel(words)));
}

const cancel = (words) => make("button", { type: "button", className: "quiet", text: words.cancel, onclick: close });

function field(label, input) {
  const wrongness = make("p", { className: "wrongness", role: "alert" });
  input.id = `field-${input.name}`;
  const node = make("div", { className: "field" }, make("label", { text: label, for: input.id }), input, wrongness);
  const wrong = (text) => {
    node.classList.toggle("wrong", Boolean(text));
    wrongness.textContent = text;
  };
  return { node, input, wrong };
}
