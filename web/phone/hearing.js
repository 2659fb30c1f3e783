// What the double has to tell, as it comes: the whole of what a page shows whenever something changed.

const base = new URL("../sandbox/", location.href);
let stream = null;

// Hears of `value` from now on, in place of whatever was heard of before; `asked` names what it is.
export function listen(asked, value, hear) {
  stream?.close();
  const url = new URL("stream", base);
  if (value) url.searchParams.set(asked, value);
  stream = new EventSource(url);
  stream.onopen = () => mark(true);
  stream.onerror = () => mark(false);
  stream.onmessage = (event) => hear(JSON.parse(event.data));
}

function mark(on) {
  const live = document.getElementById("live");
  live.classList.toggle("on", on);
  live.textContent = on ? "live" : "connecting";
}
