/* Keeps the roll call page and what it is made of, for when there is no network. */
const KEPT = "roll-call";
const PATIENCE = 4000; // ms; then a network that is there but does not answer counts as none

const isPage = (url) => /\/classes\/[^/]+\/roll-call\/$/.test(url.pathname);
const PARTS = ["script", "style", "image", "font"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keep(event.data.keep));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const page = request.mode === "navigate" && isPage(url);
  if (!page && !PARTS.includes(request.destination)) return;
  // The page is one and the same whatever session it shows.
  event.respondWith(answer(request, page ? url.origin + url.pathname : request.url));
});

async function keep(addresses) {
  const cache = await caches.open(KEPT);
  await Promise.all(addresses.map(async (address) => store(cache, address, await fetch(address))));
}

async function store(cache, key, response) {
  // Led elsewhere: signed out, and what was kept is no longer this person's to see.
  if (response.redirected || [403, 404].includes(response.status)) await cache.delete(key);
  else if (response.ok && response.type === "basic") await cache.put(key, response);
}

async function answer(request, key) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(key);
  const fresh = fetch(request).then((response) => {
    store(cache, key, response.clone());
    return response;
  });
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fresh.catch(() => kept), late]);
}
