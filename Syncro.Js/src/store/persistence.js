import { put } from './database.js';

const ASKED = 'persistence';

/**
 * Asks the browser, once for each storage, not to clear it when room is short.
 * @param {import('./store.js').Store} store @param {StorageManager | null} storage
 * @returns {Promise<boolean | null>} what it promised; null where it can't be asked
 */
export async function persist(store, storage) {
  if (!storage?.persist) return null;
  if (await storage.persisted()) return true;
  const asked = await store.write(async transaction => {
    const before = await transaction.objectStore('meta').get(ASKED);
    if (!before) put(transaction, 'meta', true, ASKED);
    return before;
  });
  return asked ? false : storage.persist();
}
