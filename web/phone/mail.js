// A customer's mail program: the inbox, a thread, and writing. The server sends the whole mailbox whenever it changes; texts are text
// nodes, and a mail's own HTML lies in a frame that may do nothing.

import { element, initials } from "./elements.js";
import { listen } from "./hearing.js";

const base = new URL("../sandbox/", location.href);
const asked = new URL(location.href).searchParams;
const $ = (id) => document.getElementById(id);
const state = { address: asked.get("address"), person: asked.get("person"), mailbox: null, people: [], business: null, thread: null, writing: null, files: [], drawn: new Map(), moved: false };
const AWAY = "Thank you for your mail. I am out of the office and will answer when I am back.\n\nขอบคุณสำหรับอีเมลค่ะ ขณะนี้ไม่อยู่ที่สำนักงาน จะตอบกลับเมื่อกลับมาค่ะ";

// --- hearing ------------------------------------------------------------------------------------------------------------------

function hear({ people, mailbox, business, apps }) {
  state.people = people;
  state.business = business;
  drawApps(apps);
  drawPeople();
  if (!mailbox) {
    const first = people.find(({ name }) => name === state.person) ?? people[0];
    return first && open(first.address);
  }
  state.mailbox = mailbox;
  drawInbox();
  if (state.thread) drawThread();
}

function open(address) {
  Object.assign(state, { address, person: null, mailbox: null, thread: null });
  state.drawn.clear();
  const here = new URL(location.href);
  here.searchParams.delete("person");
  here.searchParams.set("address", address);
  history.replaceState(null, "", here);
  show("inbox");
  drawPeople();
  listen("address", state.address, hear);
}

// --- telling ------------------------------------------------------------------------------------------------------------------

const at = (what, query = {}) => {
  const url = new URL(`people/${encodeURIComponent(state.address)}/${what}`, base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
};

const read = (ids) => fetch(at("reads"), { method: "POST", body: JSON.stringify({ ids }) });

async function send() {
  const form = new FormData($("writing"));
  if (state.writing.answers) form.set("answers", state.writing.answers);
  for (const file of state.files) form.append("file", file, file.name);
  $("send").disabled = true;
  const answer = await fetch(at("mails"), { method: "POST", body: form }).catch(() => null);
  $("send").disabled = false;
  if (!answer?.ok) return complain(answer ? (await answer.json()).error.message : "The server does not answer. Your text is still here.");
  const sent = await answer.json();
  state.writing = null;
  openThread(sent.thread);
}

function complain(words) {
  $("wrong").textContent = words;
  $("wrong").hidden = !words;
}

// --- the inbox ----------------------------------------------------------------------------------------------------------------

const threads = () => {
  const found = new Map();
  for (const mail of state.mailbox.mails) found.set(mail.thread, [...(found.get(mail.thread) ?? []), mail]);
  for (const mails of found.values()) mails.sort((one, other) => one.at - other.at);
  return [...found.values()].sort((one, other) => other.at(-1).at - one.at(-1).at);
};

function drawInbox() {
  $("owner").textContent = state.mailbox.name;
  $("address").textContent = state.mailbox.address;
  $("away").checked = state.mailbox.away !== null;
  const rows = threads().map(row);
  if (!rows.length) rows.push(element("li", "nothing", "No mails yet. Write one: it reaches the office at once."));
  $("threads").replaceChildren(...rows);
}

function row(mails) {
  const last = mails.at(-1);
  const node = element("li");
  const button = element("button", `thread-row${mails.some(({ unread }) => unread) ? " unread" : ""}`);
  button.type = "button";
  const others = mails.findLast(({ ours }) => !ours);
  const name = others ? who(others) : `To ${state.business.name}`;
  const subject = element("b", "", mails[0].subject || "(no subject)");
  const text = element("small", "", `${last.ours ? "You: " : ""}${last.text.slice(0, 160)}`);
  subject.dir = text.dir = "auto";
  button.append(element("strong", "", mails.length > 1 ? `${name}  ${mails.length}` : name), when(last.at), subject, text);
  button.onclick = () => openThread(last.thread);
  node.append(button);
  return node;
}

// --- a thread -----------------------------------------------------------------------------------------------------------------

function openThread(thread) {
  state.thread = thread;
  state.drawn.clear();
  $("mails").replaceChildren();
  show("reading");
  if (state.mailbox) drawThread();
  $("back").focus({ preventScroll: true });
}

function drawThread() {
  const mails = state.mailbox.mails.filter(({ thread }) => thread === state.thread).sort((one, other) => one.at - other.at);
  if (!mails.length) return;
  const grown = mails.some(({ id }) => !state.drawn.has(id));
  $("subject").textContent = mails[0].subject || "(no subject)";
  for (const mail of mails) if (!state.drawn.has(mail.id)) state.drawn.set(mail.id, drawMail(mail));
  mails.forEach(({ id }, place) => {
    const node = state.drawn.get(id);
    if ($("mails").children[place] !== node) $("mails").insertBefore(node, $("mails").children[place] ?? null);
  });
  if (grown) toTheLast();
  const unread = mails.filter((mail) => mail.unread).map(({ id }) => id);
  if (unread.length && document.visibilityState === "visible") read(unread);
}

// Mails get their height only when they are there: until a person scrolls, the newest stays in sight.
function toTheLast() {
  state.moved = false;
  $("mails").lastElementChild?.scrollIntoView({ block: "start" });
}

function drawMail(mail) {
  const node = element("li", "mail");
  const head = element("header");
  const name = mail.ours ? state.mailbox.name : who(mail);
  const to = [...mail.to, ...mail.cc].map(called).join(", ");
  head.append(element("span", `avatar ${mail.ours ? "hue1" : "brand"}`, initials(name)), element("strong", "", mail.ours ? "You" : name), when(mail.at), element("small", "", `to ${to}`));
  node.append(head);
  if (mail.automatic) node.append(element("span", "automatic", "sent automatically"));
  if (mail.html && !mail.ours) node.append(frame(mail));
  else {
    const text = element("p", "", mail.text);
    text.dir = "auto";
    node.append(text);
    if (mail.rest) node.append(folded(mail.rest));
  }
  const files = element("ul", "files");
  files.append(...mail.files.map((file) => {
    const item = element("li");
    const link = element("a", "file");
    link.href = at("file", { id: mail.id, place: file.place });
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.append(element("b", "", file.name ?? "file"), element("small", "", size(file.size)));
    item.append(link);
    return item;
  }));
  const raw = element("a", "raw", "source");
  raw.href = at("source", { id: mail.id });
  raw.target = "_blank";
  node.append(files, raw);
  return node;
}

// As its sender designed it. The frame runs no scripts, so its height may be asked for.
function frame(mail) {
  const made = document.createElement("iframe");
  made.setAttribute("sandbox", "allow-same-origin allow-popups");
  made.title = `Mail: ${mail.subject}`;
  made.src = at("page", { id: mail.id });
  made.onload = () => {
    made.style.height = `${Math.min(4000, made.contentDocument?.documentElement.scrollHeight ?? 300)}px`;
    if (!state.moved) toTheLast();
  };
  return made;
}

function folded(rest) {
  const node = element("details");
  const summary = element("summary", "", "•••");
  summary.setAttribute("aria-label", "The mails before");
  node.append(summary, element("p", "", rest));
  return node;
}

// --- writing ------------------------------------------------------------------------------------------------------------------

function write(answered) {
  state.writing = { answers: answered?.id ?? null };
  state.files = [];
  $("writing").reset();
  complain("");
  drawFiles();
  $("what").textContent = answered ? "Answer" : "New mail";
  $("to").textContent = answered ? who(answered) : `${state.business.name} <${state.business.address}>`;
  $("about").value = answered ? `Re: ${answered.subject.replace(/^(re:\s*)+/i, "")}` : "";
  show("writing");
  (answered ? $("text") : $("about")).focus();
}

function drawFiles() {
  $("files").replaceChildren(...state.files.map((file) => {
    const item = element("li", "file");
    const drop = element("button", "", "×");
    drop.type = "button";
    drop.setAttribute("aria-label", `Take ${file.name} away`);
    drop.onclick = () => { state.files = state.files.filter((other) => other !== file); drawFiles(); };
    item.append(element("b", "", file.name), element("small", "", size(file.size)), drop);
    return item;
  }));
}

// --- around it ----------------------------------------------------------------------------------------------------------------

function show(view) {
  for (const name of ["inbox", "reading", "writing"]) $(name).hidden = name !== view;
  if (view !== "reading") state.thread = view === "inbox" ? null : state.thread;
}

function drawApps(apps) {
  const person = state.mailbox?.name ?? state.people.find(({ address }) => address === state.address)?.name;
  $("apps").replaceChildren(...apps.map(({ name, href }) => {
    const link = element(href ? "a" : "strong", "", name);
    if (href) link.href = person ? `${href}?person=${encodeURIComponent(person)}` : href;
    else link.setAttribute("aria-current", "page");
    return link;
  }));
  $("apps").hidden = apps.length === 0;
}

function drawPeople() {
  $("people").replaceChildren(...state.people.map((person) => {
    const node = element("li");
    const button = element("button", "person");
    button.type = "button";
    button.setAttribute("aria-current", String(person.address === state.address));
    const words = element("span");
    words.append(element("strong", "", person.name), element("small", "", person.last?.subject ?? person.address));
    button.append(element("span", `avatar hue${[...person.address].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6}`, initials(person.name)), words);
    if (person.unread && person.address !== state.address) button.append(element("span", "count", String(person.unread)));
    button.onclick = () => open(person.address);
    node.append(button);
    return node;
  }));
}

// Answers go to an address that says which conversation: people know it by the office's name.
function called({ name, address }) {
  const [local, domain] = state.business.address.split("@");
  return address.startsWith(local) && address.endsWith(`@${domain}`) ? state.business.name : (name ?? address);
}

const who = (mail) => mail.from?.name ?? mail.from?.address ?? "Somebody";
const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

function when(moment) {
  const date = new Date(moment);
  const today = date.toDateString() === new Date().toDateString();
  const words = today ? date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }) : date.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  const node = element("time", "", words);
  node.dateTime = date.toISOString();
  return node;
}

for (const name of ["wheel", "touchmove", "keydown"]) $("mails").addEventListener(name, () => { state.moved = true; }, { passive: true });
$("back").onclick = () => { show("inbox"); drawInbox(); };
$("begin").onclick = () => state.business && state.address && write(null);
$("answer").onclick = () => {
  const mails = state.mailbox.mails.filter(({ thread }) => thread === state.thread).sort((one, other) => one.at - other.at);
  write(mails.findLast(({ ours }) => !ours) ?? mails.at(-1));
};
$("drop").onclick = () => { state.writing = null; state.thread ? openThread(state.thread) : show("inbox"); };
$("writing").onsubmit = (event) => { event.preventDefault(); send(); };
$("attach").onclick = () => $("file").click();
$("file").onchange = () => { state.files = [...state.files, ...$("file").files].slice(0, 10); $("file").value = ""; drawFiles(); };
$("away").onchange = () => fetch(at("away"), { method: "PUT", body: JSON.stringify({ text: $("away").checked ? AWAY : null }) });
$("newcomer").onsubmit = async (event) => {
  event.preventDefault();
  const form = event.target;
  const told = { address: form.address.value, name: form.elements.name.value };
  const answer = await fetch(new URL("people", base), { method: "POST", body: JSON.stringify(told) });
  if (!answer.ok) return form.address.focus();
  form.reset();
  open((await answer.json()).address);
};

function tick() {
  $("clock").textContent = new Date().toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}
tick();
setInterval(tick, 5000);
listen("address", state.address, hear);
