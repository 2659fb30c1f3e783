// A voice note: a button, a shape, its time. The shape is made from the id: nothing has to be decoded to draw it.

const BARS = 30;
const SVG = "http://www.w3.org/2000/svg";
let sounding = null;

export function voice(entry, url, played) {
  const sound = new Audio();
  sound.preload = "auto"; // of an OGG only the whole tells its length
  sound.src = url;
  const node = document.createElement("div");
  node.className = "voice";
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", "Play");
  button.append(sign("play", "M3 1.5v12l10-6z"), sign("pause", "M3 2h3.4v11H3zM8.6 2H12v11H8.6z"));
  const wave = document.createElement("div");
  wave.className = "wave";
  const bars = shape(entry.id).map((height) => {
    const bar = document.createElement("i");
    bar.style.height = `${height}px`;
    return bar;
  });
  wave.append(...bars);
  const time = document.createElement("time");
  node.append(button, wave, time);

  const show = () => {
    const length = Number.isFinite(sound.duration) ? sound.duration : 0;
    const part = length ? sound.currentTime / length : 0;
    bars.forEach((bar, place) => bar.classList.toggle("past", place < part * BARS));
    time.textContent = clock(sound.currentTime || length);
  };
  const turn = (on) => {
    node.classList.toggle("playing", on);
    button.setAttribute("aria-label", on ? "Pause" : "Play");
  };
  button.onclick = () => (sound.paused ? sound.play().catch(() => {}) : sound.pause());
  wave.onclick = (event) => {
    if (Number.isFinite(sound.duration)) sound.currentTime = (event.offsetX / wave.clientWidth) * sound.duration;
  };
  sound.onplay = () => {
    if (sounding && sounding !== sound) sounding.pause();
    sounding = sound;
    turn(true);
    played(entry);
  };
  sound.onpause = () => turn(false);
  sound.onended = () => { sound.currentTime = 0; };
  sound.ontimeupdate = show;
  sound.ondurationchange = show;
  show();
  return node;
}

function shape(id) {
  let seed = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length: BARS }, (_, place) => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    const swell = 0.45 + 0.55 * Math.sin((place / BARS) * Math.PI);
    return Math.round(4 + ((seed >>> 16) % 22) * swell);
  });
}

function sign(name, path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 15 15");
  svg.setAttribute("class", name);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
