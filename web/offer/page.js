// The customer's private page of a quotation. The secret stands behind the # of the address; it goes to our server in bodies alone.

import { paint } from "./colours.js";
import { $, filled, icon, make, show } from "./elements.js";
import { ask } from "./sheets.js";

const API = "/api/v1/quotation-page";
const CHECK = "M20 6 9 17l-5-5", CROSS = "M18 6 6 18M6 6l12 12", PEN = "M12 20h9M16.5 3.5a2.1 2.1 0 0 1 3 3L7 19l-4 1 1-4z", CLOCK = "M12 7v5l3 2M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18", DOWN = "M12 3v13m0 0 5-5m-5 5-5-5M4 21h16";
// Before the page has words of its own, in the language of the telephone.
const FIRST = navigator.language.startsWith("th")
  ? { opening: "กำลังเปิดใบเสนอราคา …", gone: "ลิงก์นี้ใช้ไม่ได้แล้ว", gone_told: "ลิงก์อาจหมดอายุหรือถูกยกเลิก โปรดขอลิงก์ใหม่จากเรา", offline: "ไม่มีการเชื่อมต่อ โปรดลองอีกครั้ง", again: "ลองอีกครั้ง" }
  : { opening: "Opening your quotation …", gone: "This link is not valid any more.", gone_told: "It may have expired or been withdrawn. Please ask us for a new one.", offline: "There is no connection. Try again in a moment.", again: "Try again" };
const STATES = { accepted: ["good", CHECK, "accepted", "accepted_told"], declined: ["bad", CROSS, "declined", "declined_told"], change_requested: ["warn", PEN, "change_requested", "change_told"], expired: ["bad", CLOCK, "expired", "expired_told"], void: ["bad", CROSS, "void", "void_told"] };

let shown = null; // the page as it was told last
const token = () => decodeURIComponent(location.hash.slice(1));

// --- asking -------------------------------------------------------------------------------------------------------------------

async function call(path, body) {
  const answer = await fetch(API + path, { method: "POST", headers: { "Content-Type": "application/json" }, credentials: "same-origin", referrerPolicy: "no-referrer", body: JSON.stringify({ token: token(), ...body }) });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  throw Object.assign(new Error(told.message ?? ""), { status: answer.status, field: told.field });
}

/** Whoever has used our console in this browser is of the team: that they look is not the customer's having seen it. */
function isTeam() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith("bma-"));
  } catch {
    return false;
  }
}

async function open(quietly = false) {
  if (!token()) return trouble(FIRST.gone, FIRST.gone_told);
  try {
    const told = await call("", { look: quietly || isTeam() });
    if (!quietly || JSON.stringify(told) !== JSON.stringify(shown)) draw(told);
  } catch (error) {
    if (quietly && error.status !== 404) return;
    if (error.status === 404 || error.status === 422) trouble(FIRST.gone, FIRST.gone_told);
    else trouble(FIRST.offline, "", true);
  }
}

function trouble(title, words, again = false) {
  $("waiting").hidden = $("page").hidden = true;
  $("trouble").hidden = false;
  show("trouble-title", title);
  show("trouble-words", words);
  show("again", again ? FIRST.again : "");
}

// What the page's own words say of an answer the server finds wanting.
const NEEDED = { name: "need_name", signature: "need_signature", words: "need_words" };

/** Gives an answer. Returns what is wrong with it, or null when it is given (or somebody was faster, which the page then shows). */
async function give(answer) {
  try {
    draw(await call("/answers", { revision: shown.revision, ...answer }));
  } catch (error) {
    if (error.status === 404) trouble(FIRST.gone, FIRST.gone_told);
    else if (error.status === 409) await overtaken();
    else return { field: error.field, message: shown.words[error.status === 422 ? (NEEDED[error.field] ?? "again") : error.status === 429 ? "busy" : "offline"] };
  }
  return null;
}

async function overtaken() {
  const before = shown.revision;
  await open(true);
  if (shown.revision !== before) notice("warn", PEN, shown.words.newer_told);
  else if (shown.answerable.length) notice("warn", PEN, shown.words.answered_already);
  $("notice").scrollIntoView({ block: "center" });
}

// --- drawing ------------------------------------------------------------------------------------------------------------------

function draw(told) {
  shown = told;
  const { words } = told;
  Object.assign(document.documentElement, { lang: told.language, dir: told.direction });
  document.title = `${words.quotation} ${told.number} – ${told.company.name}`;
  paint(told.company.colour);
  $("waiting").hidden = $("trouble").hidden = true;
  $("page").hidden = false;
  head(told);
  state(told);
  $("sections").replaceChildren(...told.sections.map(section));
  $("totals").replaceChildren(...told.totals.flatMap((line) => pair(line.label, line.text, line.strong ? "strong" : "")));
  show("items-title", words.items);
  show("inclusive", told.inclusive);
  $("texts").replaceChildren(...texts(told));
  $("footer").replaceChildren(...foot(told));
  side(told);
}

function head({ words, company, ...told }) {
  $("logo").hidden = !company.logo;
  if (company.logo) Object.assign($("logo"), { src: company.logo, alt: company.name });
  show("company", company.name);
  show("kind", words.sealed);
  show("cover-kind", words.quotation);
  show("number", told.number);
  show("title", told.title);
  const facts = [[words.for, told.customer.join("\n"), "wide"], [words.issued_on, told.issued_on], [words.valid_until, told.valid_until], told.revision > 1 && ["", words.version]];
  $("facts").replaceChildren(...facts.filter((fact) => fact && fact[1]).map(([label, text, wide]) => make("div", { className: wide }, label && make("dt", { text: label }), make("dd", { text, dir: "auto" }))));
}

function state(told) {
  const { words, said } = told;
  if (told.revising) return notice("warn", PEN, words.revising_told);
  const [look, sign, title, sentence] = STATES[told.state] ?? [];
  if (!look) return void ($("notice").hidden = true);
  const by = said && told.state === "accepted" ? filled(words.accepted_by, { name: said.name, date: said.on }) : "";
  notice(look, sign, words[title], by || words[sentence], said?.words);
}

function notice(look, sign, title, sentence = "", quote = "") {
  $("notice").className = `notice ${look}`;
  $("notice").hidden = false;
  $("notice").replaceChildren(icon(sign), make("strong", { text: title }), ...(sentence ? [make("p", { text: sentence })] : []), ...(quote ? [make("q", { text: quote, dir: "auto" })] : []));
}

function section({ title, subtotal, items }) {
  const node = make("div", { className: "section" });
  if (title) node.append(make("h3", {}, make("span", { text: title, dir: "auto" }), make("span", { text: subtotal })));
  node.append(make("ul", {}, ...items.map(item)));
  return node;
}

function item(told) {
  const [first, ...more] = told.description.split("\n");
  const title = make("div", { dir: "auto" }, make("strong", { text: first }), told.optional && make("span", { className: "tag", text: shown.words.optional, title: shown.words.optional_note }));
  const reckoning = [`${told.quantity} × ${told.unit_price}`, told.discount && `${shown.words.discount} ${told.discount}`, told.tax && `${shown.words.tax} ${told.tax}`].filter(Boolean).join("  ·  ");
  return make("li", { className: told.optional ? "item optional" : "item" }, title, make("span", { className: "figure", text: told.amount }), more.length > 0 && make("p", { className: "about", dir: "auto", text: more.join("\n").trim() }), make("span", { className: "reckoning", text: reckoning }));
}

const pair = (label, text, className) => [make("dt", { text: label, className }), make("dd", { text, className })];

function texts({ words, ...told }) {
  const bank = told.bank.map((line) => [line.label, line.text].filter(Boolean).join(": ")).join("\n");
  const parts = [[words.notes, told.notes], [words.payment, [told.payment, bank].filter(Boolean).join("\n\n")], [words.terms, told.terms]];
  const written = parts.filter(([, text]) => text).map(([title, text]) => make("section", { className: "text" }, make("h2", { text: title }), make("p", { text, dir: "auto" })));
  const files = told.files.map((file) => make("li", {}, make("a", { href: file.address, download: true }, icon(DOWN), make("span", { text: file.name }))));
  return files.length ? [...written, make("section", { className: "files" }, make("h2", { text: words.files }), make("ul", {}, ...files))] : written;
}

function foot({ company, words }) {
  const reach = [company.phone, company.email, company.website].filter(Boolean).join("  ·  ");
  return [make("strong", { text: company.name }), company.address && make("p", { text: company.address, dir: "auto" }), company.tax_id && make("p", { text: company.tax_id }), reach && make("p", { text: reach }), make("p", { text: `${words.contact} ${words.secure}` })].filter(Boolean);
}

function side(told) {
  const { words, answerable } = told;
  show("sum-label", words.total);
  show("sum", told.total);
  show("sum-until", told.valid_until && answerable.length ? `${words.valid_until} ${told.valid_until}` : "");
  show("hint", words.contact);
  $("document").href = told.document;
  $("document").replaceChildren(icon(DOWN), make("span", { text: words.download }));
  const buttons = [];
  if (answerable.includes("accept")) buttons.push(make("button", { type: "button", className: "main", text: words.accept, onclick: () => ask("accept", shown, give) }));
  if (answerable.some((each) => each !== "accept")) buttons.push(make("button", { type: "button", className: "quiet", text: words.more, onclick: () => ask("more", shown, give) }));
  $("actions").replaceChildren(...buttons);
}

// --- the rest -----------------------------------------------------------------------------------------------------------------

$("waiting-words").textContent = FIRST.opening;
$("again").addEventListener("click", () => open());
addEventListener("hashchange", () => location.reload());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && shown && !$("sheet").open) open(true);
});
open();
