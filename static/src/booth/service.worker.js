/**
 * The booth's service worker: files with a hash in their name are fetched once and kept, so that a
 * reload is quick and the smile finder is there without a network. Nothing else is touched.
 */
import { isFile, isKept, outdated } from "./files/kept.js";

const CACHE = "smilebooth-files";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (isKept(event.request, self.location.origin)) event.respondWith(kept(event));
});

async function kept(event) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(event.request.url);
  if (found) return found;
  const response = await fetch(event.request);
  if (isFile(response)) event.waitUntil(keep(cache, event.request.url, response.clone()));
  return response;
}

async function keep(cache, url, response) {
  try {
    await cache.put(url, response);
    const urls = (await cache.keys()).map((request) => request.url);
    await Promise.all(outdated(urls, url).map((each) => cache.delete(each)));
  } catch {
    // The device is full: the file comes from the network next time.
  }
}
