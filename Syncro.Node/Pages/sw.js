// Keeps the node's pages, so that they open while the node is away. What the node serves comes first: a page is never older
// than the node that answers.

const CACHE = 'syncro-pages';

/** Milliseconds; a node that is slower is taken for one that is away. */
const PATIENCE = 3000;

let kept = null;

/** Every file of the pages, once for each life of this worker. */
const keepAll = () =>
  (kept ??= (async () => {
    const files = await (await fetch('/files.json', { cache: 'no-cache' })).json();
    const pages = files.map(file => file.replace(/index\.html$/, ''));
    await (await caches.open(CACHE)).addAll(pages.filter(page => page !== '/sw.js'));
  })().catch(error => {
    kept = null;
    throw error;
  }));

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
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE);
  try {
    const fresh = await fetch(request.url, { cache: 'no-cache', signal: late.signal });
    if (fresh.ok) return fresh;
    return (await caches.match(request, { ignoreSearch: true })) ?? fresh;
  } catch (error) {
    const old = await caches.match(request, { ignoreSearch: true });
    if (old) return old;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
