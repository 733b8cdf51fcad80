/**
 * How far a journal was read. The mark proves that the cursor belongs to this very history; `:commit:mark` is that of a
 * later commit, by whose records it was read. It is empty only at position 0. Marks of others are opaque.
 * @typedef {{ journal: string, position: number, mark: string }} Cursor
 */

/** Scribes in one commit, at most: a position is commit × PER_COMMIT + index. */
export const PER_COMMIT = 4096;

/** The longest mark, in characters. */
export const MAX_MARK = 64;

/** @param {number} commit @param {number} index */
export const positionOf = (commit, index) => commit * PER_COMMIT + index;

/** The commit of a position. @param {number} position */
export const commitOf = position => Math.floor(position / PER_COMMIT);

/** The beginning of a journal. @param {string} journal @returns {Cursor} */
export const startOf = journal => ({ journal, position: 0, mark: '' });

/** @param {Cursor | null} x @param {Cursor | null} y */
export const sameCursor = (x, y) =>
  x === y || (x !== null && y !== null && x.journal === y.journal && x.position === y.position && x.mark === y.mark);

/** The same place, read when the journal ended at head. @param {Cursor} at @param {Cursor} head @returns {Cursor} */
export const asOf = (at, head) =>
  commitOf(at.position) === commitOf(head.position) ? at : { ...at, mark: `:${commitOf(head.position)}:${head.mark}` };

/**
 * The commit of ours whose mark proves a cursor, and that mark; null where there can be none.
 * @param {Cursor} cursor
 */
export function proofOf({ position, mark }) {
  if (!mark.startsWith(':')) return { commit: commitOf(position), mark };
  const found = /^:([0-9]{1,12}):([^:]*)$/.exec(mark);
  return found ? { commit: Number(found[1]), mark: found[2] } : null;
}
