import { Syncro } from 'syncro';
import { call } from './node.js';

// What this browser is to the node: a client with a GUID of its own for each page, and the token that proves it. Both stay in
// this browser; who may ask the node for a token is told by its HTTP API.

const place = name => `syncro.client.${name}`;

const stored = name => JSON.parse(localStorage.getItem(place(name)) ?? 'null');

const store = (name, client, token) => localStorage.setItem(place(name), JSON.stringify({ client, token }));

/** One tab at a time, so that the tabs of a browser are one client. Only a safe origin has locks. */
const alone = (what, work) => navigator.locks?.request(what, work) ?? work();

const digits = bytes =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), byte => byte.toString(16).padStart(2, '0')).join('');

const known = name =>
  alone(place(name), () => {
    const before = stored(name);
    if (before) return before.client;
    const client = `${name}-${digits(6)}`;
    store(name, client, null);
    return client;
  });

/** The token, made where there is none. One that was revoked stays: that is told, and not mended behind anyone's back. */
const tokenOf = (name, client) =>
  alone(`${place(name)}.token`, async () => {
    const before = stored(name)?.token;
    if (before) return before;
    const { token } = await call('/api/tokens', { method: 'POST', body: { client } });
    store(name, client, token);
    return token;
  });

/**
 * Opens this browser's client of the node that served the page; all its tabs share it. It works without the node from the
 * second load on.
 * @param {{ name: string, models: string[] }} options what the client's GUID begins with, and the classes it takes
 * @returns {Promise<{ syncro: Syncro, askAgain: () => Promise<void> }>}
 *   askAgain: gets a new token after one was revoked, or one at all
 */
export async function openClient({ name, models }) {
  const client = await known(name);
  const syncro = new Syncro({ client, url: location.origin, models, token: () => tokenOf(name, client) });
  const askAgain = async () => {
    await alone(`${place(name)}.token`, () => store(name, client, null));
    await syncro.reconnect();
  };
  return { syncro, askAgain };
}

/** Makes the page open without the node too. Where the browser has no service workers, or no safe origin, it won't. */
export async function keepPages() {
  await navigator.serviceWorker?.register('/sw.js', { updateViaCache: 'none' });
}
