/* Brings the page "on the way" when there is no network. Nothing else is kept: no page of a session, no answer. */
"use strict";
const VERSION = "{{ version }}";
const CACHE = `field-${VERSION}`;
const PAGE = {{ page|safe }};
const SIGN_OUT = {{ sign_out|safe }};
const FILES = {{ files|safe }};
const STATIC = {{ static|safe }};
const PATIENCE = 3000; // milliseconds a page may take before the kept one is shown

const fill = async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...FILES].map((address) => new Request(address, { cache: "reload" })));
};

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

const kept = async (address) => (await caches.open(CACHE)).match(address, { ignoreVary: true });

/* The page: from the network where that answers soon and is of this version, else as it was kept. */
const page = async (event) => {
  const fresh = fetch(event.request).then(async (answer) => {
    if (!answer.ok || answer.redirected) return answer;
    if (answer.headers.get("Field-Version") !== VERSION) return (await kept(PAGE)) || answer;
    const cache = await caches.open(CACHE);
    await cache.put(PAGE, answer.clone());
    if ((await cache.keys()).length <= FILES.length) await fill();
    return answer;
  });
  event.waitUntil(fresh.catch(() => undefined));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(() => kept(PAGE));
  try {
    return (await Promise.race([fresh, late])) || (await fresh);
  } catch (error) {
    const found = await kept(PAGE);
    if (found) return found;
    throw error;
  }
};

const file = async (event) => (await kept(event.request.url)) || fetch(event.request);

/* Whoever signs out takes the work list along; what was not sent stays, sealed. */
const forget = async () => {
  const names = await caches.keys();
  await Promise.all(names.map((name) => caches.delete(name)));
  await new Promise((resolve) => {
    const asked = indexedDB.open("gongzhi-field");
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onerror = resolve;
    asked.onsuccess = () => {
      const base = asked.result;
      const work = base.transaction("work", "readwrite");
      work.objectStore("work").clear();
      work.oncomplete = work.onabort = () => {
        base.close();
        resolve();
      };
    };
  });
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const each of windows) each.postMessage("signed-out");
};

self.addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  if (asked.origin !== self.location.origin) return;
  if (event.request.method === "POST" && asked.pathname === SIGN_OUT) {
    event.waitUntil(forget());
    return;
  }
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate") {
    if (asked.pathname === PAGE) event.respondWith(page(event));
    return;
  }
  if (!FILES.includes(asked.pathname)) return;
  // Other pages get their files from the network, as without this worker.
  const from = event.request.referrer ? new URL(event.request.referrer).pathname : "";
  const ours = from === PAGE || from.startsWith(STATIC) || event.request.destination === "image";
  if (ours) event.respondWith(file(event));
});
