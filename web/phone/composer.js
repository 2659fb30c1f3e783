// What the customer writes with: text, files, a voice note, a place, a contact.

import { element } from "./elements.js";
import { record } from "./recorder.js";

const $ = (id) => document.getElementById(id);
let phone = null;
let recording = null;

/** `parts`: chosen() whether a customer is chosen, write(message), sendFile(file, kind, text). */
export function compose(parts) {
  phone = parts;
}

function kindOf(file) {
  if (file.type === "image/jpeg" || file.type === "image/png") return "image";
  if (file.type.startsWith("video/")) return "video";
  return file.type.startsWith("audio/") ? "audio" : "document";
}

const text = $("text");

function grow() {
  const writing = text.value.trim() !== "";
  $("send").classList.toggle("writing", writing);
  $("send").setAttribute("aria-label", writing ? "Send" : "Record a voice note");
  text.rows = Math.min(5, text.value.split("\n").length);
}

async function submit() {
  if (!phone.chosen()) return;
  const said = text.value.trim();
  if (said) {
    text.value = "";
    grow();
    await phone.write({ kind: "text", text: said });
  } else if (recording) {
    recording.stop();
  } else {
    await recordVoice();
  }
}

async function recordVoice() {
  recording = await record();
  $("send").classList.add("recording");
  text.placeholder = "Recording… press again to send";
  const file = await recording.file;
  recording = null;
  $("send").classList.remove("recording");
  text.placeholder = "Message";
  if (file) await phone.sendFile(file, "voice");
}

text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  }
});
$("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
const PLACE = { kind: "location", text: "Lumphini Park", content: { latitude: 13.7306, longitude: 100.5418, name: "Lumphini Park", address: "Rama IV Rd, Pathum Wan, Bangkok" } };
const SHEET = [
  ["🖼️", "Photo", () => pick("image/jpeg,image/png,video/mp4")],
  ["📄", "Document", () => pick("application/pdf,text/plain,.docx,.xlsx,.pptx")],
  ["📍", "Location", () => phone.write(PLACE)],
  ["👤", "Contact", () => phone.write({ kind: "contacts", text: "Ploy Srisuk", content: { contacts: [{ name: { formatted_name: "Ploy Srisuk", first_name: "Ploy" }, phones: [{ phone: "+66 81 555 0199", type: "CELL" }] }] } })],
];

function pick(accept) {
  const file = $("file");
  file.accept = accept;
  file.click();
}

function toggleSheet(open) {
  $("sheet").hidden = !open;
  $("attach").setAttribute("aria-expanded", String(open));
  $("thread").scrollTop = $("thread").scrollHeight;
}

$("sheet").append(...SHEET.map(([sign, label, act]) => {
  const button = element("button");
  button.type = "button";
  button.append(element("i", "", sign), element("span", "", label));
  button.onclick = () => { toggleSheet(false); act(); };
  return button;
}));
$("attach").addEventListener("click", () => toggleSheet($("sheet").hidden));
$("file").addEventListener("change", async () => {
  const [file] = $("file").files;
  $("file").value = "";
  if (file) await phone.sendFile(file, kindOf(file), text.value.trim());
  text.value = "";
  grow();
});
