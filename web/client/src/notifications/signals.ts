import { prefer, preferred } from "../ui/preference";

/** What this browser does beside the bell: a sound, and windows of the system. Each is asked for by the person, on this machine. */
export type Signal = "sound" | "desktop";

const MARK = "/mark.svg";
const DOTTED = "/mark-dot.svg";
const TONES = [659.3, 880]; // Hz: two soft ones
const TONE = 0.16; // s
const LOUD = 0.07;
const EVERY = 2_000; // ms; a burst sounds once

export function wants(signal: Signal): boolean {
  return preferred(signal) === "on" && (signal === "sound" || permission() === "granted");
}

/** By a click alone: browsers ask then. Resolves with whether it is on now. */
export async function choose(signal: Signal, on: boolean): Promise<boolean> {
  const may = !on || signal === "sound" || (permission() !== "unsupported" && (await Notification.requestPermission()) === "granted");
  prefer(signal, on && may ? "on" : "off");
  if (on && signal === "sound") chime();
  return on && may;
}

export function permission(): NotificationPermission | "unsupported" {
  return "Notification" in window ? Notification.permission : "unsupported";
}

let context: AudioContext | null = null;
let last = -EVERY;

/** Silent where the browser lets no page sound before it was touched. */
export function chime(): void {
  const now = performance.now();
  if (now - last < EVERY || !("AudioContext" in window)) return;
  last = now;
  context ??= new AudioContext();
  const { currentTime: start, destination } = context;
  for (const [place, tone] of TONES.entries()) {
    const voice = context.createOscillator();
    const loudness = context.createGain();
    const begins = start + place * TONE;
    voice.frequency.value = tone;
    loudness.gain.setValueAtTime(0, begins);
    loudness.gain.linearRampToValueAtTime(LOUD, begins + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, begins + TONE * 2);
    voice.connect(loudness).connect(destination);
    voice.start(begins);
    voice.stop(begins + TONE * 2);
  }
}

/** A window of the system; a newer state of the same notification takes its place. */
export function showWindow(id: string, title: string, body: string, onClick: () => void): void {
  try {
    const shown = new Notification(title, { body, tag: id, icon: "/icon-192.png", silent: true });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
      onClick();
    });
  } catch {
    // phones show them through the service worker alone, which a push wakes
  }
}

/** The tab's own picture tells that there is something. */
export function mark(unread: boolean): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const wanted = unread ? DOTTED : MARK;
  if (icon && icon.getAttribute("href") !== wanted) icon.setAttribute("href", wanted);
  const app = navigator as Navigator & { setAppBadge?: () => Promise<void>; clearAppBadge?: () => Promise<void> };
  void (unread ? app.setAppBadge?.() : app.clearAppBadge?.())?.catch(() => undefined); // on the installed app's own icon
}

export function isLookedAt(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
