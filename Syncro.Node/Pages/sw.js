// Keeps the node's pages, so that they open while the node is away. What the node serves comes first: a page is never older
// than the node that answers.

const CACHE = 'syncro-pages';

/** Milliseconds; a node that is slower is taken for one that is away, where there is something kept. */
const PATIENCE = 3000;

/** Milliseconds between two looks at what is to be kept. */
const KEEP_EVERY = 60_000;

let keptAt = -Infinity;

/** Every file of the pages as the node has it now, and no other. */
async function keepAll() {
  if (performance.now() - keptAt < KEEP_EVERY) return;
  const files = await (await fetch('/files.json', { cache: 'no-cache' })).json();
  const pages = files.map(file => file.replace(/index\.html$/, '')).filter(page => page !== '/sw.js');
  const cache = await caches.open(CACHE);
  await cache.addAll(pages.map(page => new Request(page, { cache: 'no-cache' })));
  for (const { url } of await cache.keys())
    if (!pages.includes(decodeURI(new URL(url).pathname))) await cache.delete(url);
  keptAt = performance.now();
}

self.addEventListener('install', event => {
  self.skipWaiting();
  event.waitUntil(keepAll());
});

self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (/^\/(api|health|metrics|sync|files\.json)(\/|$)/.test(pathname)) return;
  event.respondWith(answer(request));
  if (request.mode === 'navigate') event.waitUntil(keepAll().catch(() => {})); // The node is away: what is kept stays.
});

async function answer(request) {
  const fresh = fetch(request.url, { cache: 'no-cache', redirect: request.redirect });
  try {
    const inTime = await Promise.race([fresh, new Promise(resolve => setTimeout(resolve, PATIENCE))]);
    return inTime ?? (await kept(request)) ?? (await fresh);
  } catch (error) {
    const old = await kept(request);
    if (old) return old;
    throw error;
  } finally {
    fresh.catch(() => {}); // It was answered without it.
  }
}

/** What is kept of it; a page is kept under its folder. */
function kept({ url, mode }) {
  const { pathname } = new URL(url);
  return caches.match(mode === 'navigate' ? pathname.replace(/\/?(index\.html)?$/, '/') : pathname, { cacheName: CACHE });
}
