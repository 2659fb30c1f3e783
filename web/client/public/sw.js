/* What the console does while no tab of it is open: it shows what is pushed to this browser, leads to it, and says when there is no
   network. It keeps one page and nothing else: no answer of the server, no token, nobody's words. */

const KEPT = "bma-offline-2"; // grows with the files below
const OFFLINE = "/offline.html";
const FILES = [OFFLINE, "/offline.css", "/offline.js", "/mark.svg"];
const ICON = "/icon-192.png";
const BADGE = "/badge-96.png";

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});

async function keep() {
  const cache = await caches.open(KEPT);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
}

async function forget() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
}

/* Pages come from the server, so a new build is there at once; without a network the offline page stands in. The rest goes its own way. */
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const file = new URL(request.url).pathname;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  else if (FILES.includes(file)) event.respondWith(fetch(request).catch(() => caches.match(file)));
});

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data?.json()));
});

/* Whoever has the console before them is told there. */
async function show(told) {
  if (!told) return;
  const windows = await self.clients.matchAll({ type: "window" });
  if (windows.some((window) => window.focused && window.visibilityState === "visible")) return;
  const title = told.count > 1 ? `${told.title} (${told.count})` : told.title;
  await self.registration.showNotification(title, { body: told.body, tag: told.id, renotify: true, icon: ICON, badge: BADGE, data: { url: told.url } });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data?.url ?? "/"));
});

/* A tab that is open goes there by itself: what was being written in it stays. */
async function lead(url) {
  const place = new URL(url, self.location.origin);
  if (place.origin !== self.location.origin) return;
  const [open] = await self.clients.matchAll({ type: "window" });
  if (!open) return void (await self.clients.openWindow(place.href));
  open.postMessage({ type: "open", url: place.pathname + place.search });
  await open.focus().catch(() => undefined); // not every browser lets it
}

/* Some push services give a browser a new address; the page tells ours the next time it is open. */
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((windows) => windows.forEach((window) => window.postMessage({ type: "resubscribe" }))));
});
