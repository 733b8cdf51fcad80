import { commitOf } from '../journal/cursor.js';

/** How a client stands, before anything is known. @type {Readonly<import('../index.d.ts').Status>} */
export const INITIAL = Object.freeze({
  client: null,
  server: null,
  connected: false,
  caughtUp: false,
  inSync: false,
  leading: false,
  pending: 0,
  behind: 0,
  progress: null,
  persisted: null,
  lastError: null,
});

/** The status after a change of some of it. @param {object} before @param {object} change */
export function changed(before, change) {
  const after = { ...before, ...change };
  return Object.freeze({
    ...after,
    inSync: after.connected && after.caughtUp && after.pending === 0 && after.behind === 0,
  });
}

/**
 * @param {{ seen: number, head: number }} read how far the server's journal is read, and where it ends, as positions
 */
export const behindBy = ({ seen, head }) => Math.max(0, commitOf(head) - commitOf(seen));

/** How far the first sync is. @param {{ seen: number, head: number }} read @param {number} scribes */
export const progressOf = ({ seen, head }, scribes, done) => ({
  scribes,
  fraction:
    done ? 1
    : head === 0 ? 0
    : Math.min(0.99, commitOf(seen) / Math.max(1, commitOf(head))),
  done,
});

/** What differs, each by its name. */
export const differences = (before, after) =>
  Object.keys(after).filter(key => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
