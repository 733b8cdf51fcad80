import { put } from './database.js';
import { compact, pendingAfter } from './log.js';

// What is known of each journal that a server ever had, under `server/<GUID>/<journal>`; `server` is the one last read.

const keyOf = ({ client, journal }) => `server/${client}/${journal}`;

const UNKNOWN = Object.freeze({ seen: null, classes: [], own: false, acknowledged: 0 });

export const knownOf = async (transaction, server) =>
  (await transaction.objectStore('meta').get(keyOf(server))) ?? UNKNOWN;

/** How far the server that was last read was read, and what it acknowledged; null before the first. */
export async function lastKnown(transaction) {
  const server = await transaction.objectStore('meta').get('server');
  return server ? { server, ...(await knownOf(transaction, server)) } : null;
}

/** What waits to be sent to it, and how far it was read. */
export async function standing(transaction) {
  const known = await lastKnown(transaction);
  const journal = await transaction.objectStore('meta').get('journal');
  const pending = await pendingAfter(transaction, journal, known?.acknowledged ?? 0);
  return { pending, seen: known?.seen?.position ?? 0 };
}

/** The server's journal is recorded here up to a cursor. */
export async function advance(transaction, server, { seen, classes, own }) {
  put(transaction, 'meta', { ...(await knownOf(transaction, server)), seen, classes, own }, keyOf(server));
  put(transaction, 'meta', server, 'server');
}

/** The server has recorded ours up to a position. */
export async function acknowledge(transaction, server, position) {
  const known = await knownOf(transaction, server);
  if (known.acknowledged === position) return;
  put(transaction, 'meta', { ...known, acknowledged: position }, keyOf(server));
  await compact(transaction, position);
}
