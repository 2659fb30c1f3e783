// A voice note: a button, its shape, its time. Both are read from the sound itself: of a streamed OGG the player knows no length.

const BARS = 30;
const RATE = 8000; // samples a second
const SVG = "http://www.w3.org/2000/svg";
let sounding = null;

export function voice(entry, url, played) {
  const sound = new Audio();
  sound.preload = "none";
  sound.src = url;
  const node = document.createElement("div");
  node.className = "voice";
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", "Play");
  button.append(sign("play", "M3 1.5v12l10-6z"), sign("pause", "M3 2h3.4v11H3zM8.6 2H12v11H8.6z"));
  const wave = document.createElement("div");
  wave.className = "wave";
  const bars = Array.from({ length: BARS }, () => document.createElement("i"));
  wave.append(...bars);
  const time = document.createElement("time");
  node.append(button, wave, time);

  let length = 0; // seconds
  const show = () => {
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
    if (length) sound.currentTime = (event.offsetX / wave.clientWidth) * length;
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
  heard(url).then((samples) => {
    length = samples.length / RATE;
    loudness(samples).forEach((part, place) => { bars[place].style.height = `${Math.round(3 + 22 * part)}px`; });
    show();
  }, show); // a browser that cannot decode it shows a calm line
  show();
  return node;
}

async function heard(url) {
  const answer = await fetch(url);
  return (await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await answer.arrayBuffer())).getChannelData(0);
}

// How loud each part is beside the loudest, 0…1.
function loudness(samples) {
  const part = Math.ceil(samples.length / BARS);
  const sums = Array.from({ length: BARS }, (_, place) => samples.subarray(place * part, (place + 1) * part).reduce((sum, sample) => sum + sample * sample, 0));
  const loudest = Math.max(...sums) || 1;
  return sums.map((sum) => Math.sqrt(Math.sqrt(sum / loudest)));
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
