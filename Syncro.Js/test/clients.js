import 'fake-indexeddb/auto';
import { Syncro } from '../src/index.js';

let databases = 0;

/** A database that no other test uses. */
export const newDatabase = () => `test-${databases++}`;

const LIMIT = 10_000;

/** Waits until it holds, and gives what it then is. */
export async function until(what, holds) {
  const due = Date.now() + LIMIT;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > due) throw new Error(`never: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** A client that the test closes. */
export function clientOf(t, options) {
  const client = new Syncro({
    client: 'leaf',
    models: ['Note', 'Log'],
    backoff: { min: 5, max: 20 },
    database: newDatabase(),
    ...options,
  });
  t.after(() => client.close());
  return client;
}

/** Of a server in the test's hands. */
export const clientFor = (t, server, options) =>
  clientOf(t, { url: 'ws://server.test', token: 'secret', WebSocket: server.Socket, ...options });

/** What an application shows that reads a class once and then hears what changes. */
export async function viewOf(model) {
  const view = new Map();
  model.subscribe(({ id, record }) => view.set(id, record));
  for (const record of await model.all()) if (!view.has(record.id)) view.set(record.id, record);
  return view;
}
