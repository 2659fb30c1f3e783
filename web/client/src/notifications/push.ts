import type { PushState } from "../protocol";
import { prefer, preferred } from "../ui/preference";
import * as api from "./api";

/** Being told while no tab is open. Chosen on this machine by one person; the server is told at every sign-in. */

const WORKER = "/sw.js";
const CHOICE = "push"; // whose it is

export type Support = "ready" | "denied" | "unsupported";

export function support(): Support {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return "unsupported";
  return Notification.permission === "denied" ? "denied" : "ready";
}

/** Also shows a page while there is no network, and lets the console be installed. */
export async function register(onMessage: (told: { type: string; url?: string }) => void): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => onMessage(data as { type: string; url?: string }));
  await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
}

/** By a click alone. Resolves with whether it is on now. */
export async function turnOn(user: string, language: string, hideText: boolean): Promise<boolean> {
  if (support() !== "ready" || (await Notification.requestPermission()) !== "granted") return false;
  await subscribe(await api.pushState(), language, hideText);
  prefer(CHOICE, user);
  return true;
}

export async function turnOff(): Promise<void> {
  prefer(CHOICE, "");
  await api.unsubscribe();
  await (await subscription())?.unsubscribe();
}

/** After a sign-in, under another key, or in another language: for who chose it here. */
export async function renew(user: string, language: string): Promise<void> {
  if (preferred(CHOICE) !== user || support() !== "ready" || Notification.permission !== "granted") return;
  const state = await api.pushState();
  const held = await subscription();
  const same = held && state.device?.language === spoken(language) && keyOf(held) === state.key;
  if (!same) await subscribe(state, language, preferred("push-text") !== "shown");
}

/** Who signs out takes it along: the next person here may be another. The server forgets the browser by itself. */
export async function forget(): Promise<void> {
  await (await subscription())?.unsubscribe();
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await registration?.getNotifications?.()) ?? []) shown.close();
}

async function subscribe({ key }: PushState, language: string, hideText: boolean): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  const held = await registration.pushManager.getSubscription();
  if (held && keyOf(held) !== key) await held.unsubscribe();
  const { endpoint, keys } = (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) return;
  await api.subscribe({ endpoint, p256dh: keys.p256dh, auth: keys.auth, language: spoken(language), hide_text: hideText });
  prefer("push-text", hideText ? "hidden" : "shown");
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

function keyOf(held: PushSubscription): string {
  const key = held.options.applicationServerKey;
  if (!key) return "";
  const letters = String.fromCodePoint(...new Uint8Array(key));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function spoken(language: string): "en" | "th" {
  return language === "th" ? "th" : "en";
}
