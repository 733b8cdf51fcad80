import { openDB } from 'idb';
import { StorageError } from '../errors.js';

/**
 * The stores: `meta`: what the journal remembers (`journal`) and what is known of each server's journal; `records`: the
 * state of each record; `commits`: our own changes; `operations`: the identities of those that were applied.
 */
export const STORES = ['meta', 'records', 'commits', 'operations'];

const VERSION = 1;

/**
 * @param {string} name
 * @param {() => void} onTaken another page wants it upgraded or deleted, or the browser took it away: it is closed
 */
export async function openDatabase(name, onTaken) {
  if (typeof indexedDB === 'undefined')
    throw new StorageError('there is no indexedDB here; in Node a program brings one, such as fake-indexeddb');
  const database = await openDB(name, VERSION, {
    upgrade(db) {
      db.createObjectStore('meta');
      db.createObjectStore('records', { keyPath: ['klass', 'id'] });
      db.createObjectStore('commits', { keyPath: 'sequence' });
      db.createObjectStore('operations');
    },
    blocking() {
      database.close();
      onTaken();
    },
    terminated: onTaken,
  });
  return database;
}

/**
 * One read-write transaction, whose writes are on disk once it is done. The disk's word counts: durability is strict.
 */
export async function writing(database, work) {
  const transaction = database.transaction(STORES, 'readwrite', { durability: 'strict' });
  // Awaited below; a rejection must not go unheard where the work fails first.
  transaction.done.catch(() => {});
  try {
    const result = await work(transaction);
    await transaction.done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It is over already.
    }
    throw transaction.error ?? error;
  }
}

/** One read-only transaction. */
export const reading = (database, work) => work(database.transaction(STORES, 'readonly'));

// Requests that are made at once. Each copies its value there and then: a page of records in one go would hold up whoever
// looks at the page.
const STEP = 25;

/**
 * What a request for each item comes to, in their order, within one transaction: made some at a time.
 * @template T, R @param {T[]} items @param {(item: T) => Promise<R>} request @returns {Promise<R[]>}
 */
export async function inSteps(items, request) {
  const results = [];
  for (let at = 0; at < items.length; at += STEP)
    results.push(...(await Promise.all(items.slice(at, at + STEP).map(request))));
  return results;
}

// What became of one write is what became of its transaction, which is waited for: by itself it must not go unheard.
const heard = () => {};

/** Puts a value. @param {any} transaction @param {string} store @param {any} value @param {any} [key] */
export const put = (transaction, store, value, key) => void transaction.objectStore(store).put(value, key).catch(heard);

/** Deletes what a key or range names. @param {any} transaction @param {string} store @param {any} key */
export const remove = (transaction, store, key) => void transaction.objectStore(store).delete(key).catch(heard);
