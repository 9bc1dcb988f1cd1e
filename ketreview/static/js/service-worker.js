// Answers for the site where there is no network: the frame of the screening page, the screening pages that a reviewer
// took along (screening.js puts them into "ketreview-pages"), and a page in words for everything else. With a network
// it changes nothing: every request goes to the server first. GIVEN is written above this by ketreview/home/pwa.py.
const FRAME = "ketreview-frame-" + GIVEN.version;

self.addEventListener("install", (event) => {
  // The page in words is fetched as nobody, so that no name of a user is kept with it.
  const wanted = [...GIVEN.shell, new Request(GIVEN.offline, { credentials: "omit" })];
  event.waitUntil(caches.open(FRAME).then((frame) => frame.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("ketreview-frame-") && name !== FRAME;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    const kept = () => caches.open("ketreview-pages").then((pages) => pages.match(address.pathname));
    const words = () => caches.match(GIVEN.offline);
    event.respondWith(fetch(event.request).catch(() => kept().then((page) => page || words())));
  } else if (GIVEN.shell.includes(address.pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(address.pathname)));
  }
});
