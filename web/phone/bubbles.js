// One message as a bubble. Everything is built as elements: a customer's or a colleague's text is never read as HTML.

import { voice } from "./voice.js";

const SVG = "http://www.w3.org/2000/svg";
const EMOJI = ["👍", "❤️", "😂", "🙏"];

export function bubble(entry, phone) {
  const node = element("li", ["bubble", entry.ours && "ours", phone.starts && "first", phone.fresh && "fresh", entry.reaction && "reacted"]);
  if (entry.kind === "sticker") node.classList.add("bare");
  if (phone.quoted) node.append(quoted(phone.quoted, phone));
  if (entry.revoked) node.append(element("p", ["gone"], "This message was deleted"));
  else node.append(...content(entry, phone));
  const offered = entry.revoked ? [] : choices(entry, phone);
  // The time stands in the last line of the text where there is one, else in a line of its own.
  const inline = !offered.length && node.lastElementChild?.tagName === "P";
  node.classList.toggle("inline", inline);
  node.append(meta(entry, inline, phone.app), ...offered);
  if (!entry.revoked) node.append(tools(entry, phone));
  if (entry.reaction) node.append(element("span", ["reaction"], entry.reaction));
  return node;
}

function content(entry, phone) {
  const parts = [];
  const draw = DRAWERS[entry.kind];
  if (draw) parts.push(...draw(entry, phone));
  const words = entry.content ?? {};
  const body = entry.text || words.body?.text || (typeof words.body === "string" ? words.body : "");
  const head = typeof words.header === "string" ? words.header : words.header?.text;
  if (head) parts.unshift(element("div", ["head"], head));
  if (body && !NAMED.has(entry.kind)) parts.push(linked(body));
  const foot = typeof words.footer === "string" ? words.footer : words.footer?.text;
  if (foot) parts.push(element("div", ["foot"], foot));
  if (!parts.length) parts.push(element("p", ["gone"], `A message of the kind “${entry.kind}”`));
  return parts;
}

// An address in a text opens in a page of its own, as on a telephone.
function linked(text) {
  const node = element("p");
  for (const [n, part] of text.split(/(https?:\/\/[^\s]+)/).entries()) {
    if (n % 2 === 0) {
      node.append(part);
      continue;
    }
    const link = element("a", ["link"], part);
    link.href = part;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    node.append(link);
  }
  return node;
}

const NAMED = new Set(["location", "contacts"]); // their text is only their name again

const DRAWERS = {
  image: (entry, phone) => [picture(entry, phone, "photo")],
  sticker: (entry, phone) => [picture(entry, phone, "sticker")],
  template: (entry, phone) => (entry.media ? [entry.content.format === "document" ? paper(entry, phone) : picture(entry, phone, "photo")] : []),
  interactive: (entry, phone) => (entry.media ? [paper(entry, phone)] : []),
  video: (entry, phone) => [film(entry, phone)],
  audio: (entry, phone) => [voice(entry, file(entry, phone), phone.played)],
  voice: (entry, phone) => [voice(entry, file(entry, phone), phone.played)],
  document: (entry, phone) => [paper(entry, phone)],
  location: (entry) => [element("span", ["map"]), element("div", ["head"], entry.content.name || "Location"), element("div", ["foot"], entry.content.address || `${entry.content.latitude}, ${entry.content.longitude}`)],
  contacts: (entry) => (entry.content.contacts ?? []).map(card),
};

function picture(entry, phone, look) {
  const image = element("img", [look]);
  image.src = file(entry, phone);
  image.alt = entry.text || "Picture";
  return image;
}

function film(entry, phone) {
  const node = element("video", ["photo"]);
  node.controls = true;
  node.preload = "metadata";
  node.src = file(entry, phone);
  return node;
}

function paper(entry, phone) {
  const link = element("a", ["paper"]);
  link.href = file(entry, phone);
  link.target = "_blank";
  link.rel = "noopener";
  const name = entry.name || "Document";
  link.append(element("span", [], name.includes(".") ? name.split(".").pop().slice(0, 4).toUpperCase() : "FILE"), element("span", [], name));
  return link;
}

function card(contact) {
  const node = element("div", ["paper"]);
  const words = element("span");
  const name = contact.name?.formatted_name ?? "Contact";
  words.append(element("strong", [], name), element("div", ["foot"], contact.phones?.[0]?.phone ?? ""));
  node.append(element("span", [], [...name][0]), words);
  return node;
}

function choices(entry, phone) {
  if (entry.ours) return [];
  const list = element("div", ["choices"]);
  const action = entry.content?.action ?? {};
  for (const button of entry.content?.buttons ?? []) list.append(choice(entry, phone, button.id, button.title, "", button.kind === "quick_reply" ? null : button.url));
  for (const button of action.buttons ?? []) list.append(choice(entry, phone, button.reply?.id, button.reply?.title));
  for (const section of action.sections ?? []) for (const row of section.rows) list.append(choice(entry, phone, row.id, row.title, row.description));
  if (action.parameters?.url) list.append(choice(entry, phone, "", action.parameters.display_text, "", action.parameters.url));
  return list.childElementCount ? [list] : [];
}

function choice(entry, phone, id, title, about = "", url = null) {
  const node = element(url ? "a" : "button", ["choice"], title);
  if (about) node.append(element("small", [], about));
  if (url) {
    if (/^(https?:\/\/|\/[^/])/.test(url)) node.href = url;
    node.target = "_blank";
    node.rel = "noopener noreferrer";
    return node;
  }
  node.type = "button";
  node.onclick = () => {
    for (const other of node.parentElement.querySelectorAll("button")) other.disabled = true;
    phone.tap(entry, id, title);
  };
  return node;
}

function quoted(entry, phone) {
  const node = element("div", ["quoted"]);
  node.append(element("strong", [], entry.ours ? "You" : phone.business()), document.createTextNode(phone.line(entry)));
  return node;
}

function tools(entry, phone) {
  const node = element("div", ["tools"]);
  for (const emoji of EMOJI) node.append(tool(emoji, `React with ${emoji}`, () => phone.react(entry, emoji)));
  node.append(tool("↩︎", "Reply", () => phone.quote(entry)));
  return node;
}

function tool(sign, label, act) {
  const button = element("button", [], sign);
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.onclick = act;
  return button;
}

function meta(entry, inline, app) {
  const row = element("span", ["meta", !inline && "below"]);
  if (entry.edited) row.append("edited");
  row.append(new Date(entry.at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }));
  if (entry.ours && app === "line") row.append(entry.status === "read" ? "Read" : "");
  else if (entry.ours) row.append(ticks(entry.status === "read"));
  return row;
}

function ticks(read) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 11");
  svg.setAttribute("class", read ? "ticks read" : "ticks");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", read ? "read" : "delivered");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M1 6l3 3 6-7M7 8.5l.8.7L14 2");
  svg.append(path);
  return svg;
}

const file = (entry, phone) => entry.content?.originalContentUrl ?? new URL(`files/${encodeURIComponent(entry.media ?? "none")}`, phone.base).href;

function element(name, classes = [], text = "") {
  const node = document.createElement(name);
  const wanted = classes.filter(Boolean);
  if (wanted.length) node.className = wanted.join(" ");
  if (text) node.textContent = text;
  return node;
}
