// The customer's phone: shows one thread as the double holds it, and writes back. The server sends the whole thread whenever it
// changes; drawing is by message id, so that nothing flickers and a playing voice note goes on.

import { bubble } from "./bubbles.js";
import { compose } from "./composer.js";
import { element, initials } from "./elements.js";
import { listen } from "./hearing.js";

const base = new URL("../sandbox/", location.href);
const app = location.pathname.includes("/line/") ? "line" : "whatsapp"; // what the phone shows looks as the app does
document.documentElement.dataset.app = app;
const $ = (id) => document.getElementById(id);
const asked = new URL(location.href).searchParams;
const state = { phone: asked.get("phone"), person: asked.get("person"), thread: null, people: [], quoting: null, following: true, top: 0, drawn: new Map() };

// --- hearing ------------------------------------------------------------------------------------------------------------------

function hear({ people, thread, business, apps }) {
  $("business").textContent = business;
  $("brand").textContent = initials(business);
  state.people = people;
  drawApps(apps ?? []);
  drawPeople();
  if (!state.phone && people.length) return open((people.find(({ name }) => name === state.person) ?? people[0]).phone);
  state.thread = thread;
  drawThread();
  if (thread && thread.unread && document.visibilityState === "visible") read();
}

function open(phone) {
  state.phone = phone;
  state.quoting = null;
  state.drawn.clear();
  $("thread").replaceChildren();
  const here = new URL(location.href);
  here.searchParams.delete("person");
  here.searchParams.set("phone", phone);
  history.replaceState(null, "", here);
  drawQuote();
  drawPeople();
  listen("phone", state.phone, hear);
  $("text").focus({ preventScroll: true });
}

// --- telling ------------------------------------------------------------------------------------------------------------------

async function tell(what, body) {
  const form = body instanceof FormData;
  const url = new URL(`customers/${encodeURIComponent(state.phone)}/${what}`, base);
  await fetch(url, { method: "POST", body: form ? body : JSON.stringify(body), headers: form ? {} : { "Content-Type": "application/json" } });
}

const read = () => tell("reads", {});

function write(message) {
  const quoted = state.quoting ? { reply_to: state.quoting.id } : {};
  state.quoting = null;
  drawQuote();
  return tell("messages", { ...message, ...quoted });
}

function sendFile(file, kind, text) {
  const form = new FormData();
  form.set("kind", kind);
  if (text) form.set("text", text);
  form.set("file", file, file.name);
  return tell("messages", form);
}

// --- drawing ------------------------------------------------------------------------------------------------------------------

// The other apps on the same phone, where the same person may be too.
function drawApps(apps) {
  const person = state.people.find((one) => one.phone === state.phone)?.name;
  const links = apps.map(({ name, href }) => {
    const link = element(href ? "a" : "strong", "", name);
    if (href) link.href = person ? `${href}?person=${encodeURIComponent(person)}` : href;
    else link.setAttribute("aria-current", "page");
    return link;
  });
  $("apps").hidden = links.length === 0;
  $("apps").replaceChildren(...links);
}

function drawPeople() {
  const rows = state.people.map((person) => {
    const row = document.createElement("li");
    const button = document.createElement("button");
    button.className = "person";
    button.type = "button";
    button.setAttribute("aria-current", String(person.phone === state.phone));
    const avatar = element("span", `avatar hue${[...person.phone].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6}`, initials(person.name));
    const words = document.createElement("span");
    words.append(element("strong", "", person.name), element("small", "", person.last ? line(person.last) : `+${person.phone}`));
    button.append(avatar, words);
    if (person.unread && person.phone !== state.phone) button.append(element("span", "count", String(person.unread)));
    button.onclick = () => open(person.phone);
    row.append(button);
    return row;
  });
  $("people").replaceChildren(...rows);
}

function drawThread() {
  const list = $("thread");
  const entries = state.thread?.thread ?? [];
  const first = state.drawn.size === 0;
  const nodes = [];
  let day = "", side = null;
  for (const entry of entries) {
    const date = new Date(entry.at).toDateString();
    if (date !== day) nodes.push(element("li", "day", dayName(entry.at)));
    const starts = date !== day || side !== entry.ours;
    [day, side] = [date, entry.ours];
    nodes.push(drawn(entry, starts, !first));
  }
  if (!entries.length) nodes.push(element("li", "empty", "No messages yet. Write something: it appears in the inbox at once."));
  const typing = (state.thread?.typing_until ?? 0) - Date.now();
  if (typing > 0) {
    nodes.push(dots());
    clearTimeout(drawThread.later);
    drawThread.later = setTimeout(drawThread, typing);
  }
  $("presence").textContent = typing > 0 ? "typing…" : "business account";
  $("presence").classList.toggle("typing", typing > 0);
  patch(list, nodes);
  if (state.following || first) toTheEnd();
}

// Pictures get their height only when they are there: whoever reads the end stays at the end.
function toTheEnd() {
  const list = $("thread");
  list.scrollTop = list.scrollHeight;
  state.following = true;
}

function drawn(entry, starts, fresh) {
  const shown = JSON.stringify([entry, starts]);
  const known = state.drawn.get(entry.id);
  if (known?.shown === shown) return known.node;
  const quoted = entry.reply_to ? state.thread.thread.find((other) => other.id === entry.reply_to) : null;
  const node = bubble(entry, { starts, fresh: fresh && !known, quoted, base, app, line, tap, react, quote, played, business: () => $("business").textContent });
  state.drawn.set(entry.id, { shown, node });
  return node;
}

function patch(list, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, place) => { if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null); });
}

const tap = (entry, id, title) => tell("taps", { target: entry.id, id, title });
const played = (entry) => entry.ours || tell("reads", { target: entry.id });
const react = (entry, emoji) => tell("reactions", { target: entry.id, emoji: entry.reaction === emoji ? "" : emoji });

function quote(entry) {
  state.quoting = entry;
  drawQuote();
  $("text").focus();
}

function drawQuote() {
  const box = $("quote");
  box.hidden = !state.quoting;
  if (!state.quoting) return;
  box.querySelector("strong").textContent = state.quoting.ours ? "You" : $("business").textContent;
  box.querySelector("span").textContent = line(state.quoting);
}

function dots() {
  const node = element("li", "dots");
  node.setAttribute("aria-label", "typing");
  node.append(element("i"), element("i"), element("i"));
  return node;
}

const WORDS = { image: "📷 Photo", video: "🎬 Video", audio: "🎵 Audio", voice: "🎤 Voice note", document: "📄 Document", sticker: "Sticker", location: "📍 Location", contacts: "👤 Contact" };

function line(entry) {
  if (entry.revoked) return "Deleted";
  const text = entry.text || entry.content?.body?.text || "";
  return [WORDS[entry.kind], text].filter(Boolean).join(" · ") || entry.name || "Message";
}


function dayName(at) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days < 2) return ["Today", "Yesterday"][Math.max(0, days)];
  return new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" });
}

// --- the rest -----------------------------------------------------------------------------------------------------------------

$("quote").querySelector("button").addEventListener("click", () => { state.quoting = null; drawQuote(); });
compose({ chosen: () => state.phone !== null, write, sendFile });
$("newcomer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const digits = form.phone.value.replace(/\D/g, "");
  if (digits.length < 7) return form.phone.focus();
  const made = await fetch(new URL("customers", base), { method: "POST", body: JSON.stringify({ phone: digits, name: form.name.value }) });
  form.reset();
  open((await made.json()).phone);
});
$("thread").addEventListener("scroll", ({ target: { scrollHeight, scrollTop, clientHeight } }) => {
  if (scrollHeight - scrollTop - clientHeight < 120) state.following = true;
  else if (scrollTop < state.top) state.following = false; // a person went up; what grew below is no such thing
  state.top = scrollTop;
});
$("thread").addEventListener("load", () => state.following && toTheEnd(), true);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && state.thread?.unread) read(); });

function tick() {
  $("clock").textContent = new Date().toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}
tick();
setInterval(tick, 5000);
listen("phone", state.phone, hear);
