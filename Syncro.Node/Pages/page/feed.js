// The live feed: what was recorded here last, newest first.

/** Scribes that it keeps. */
export const KEPT = 100;

/** @typedef {{ entries: (import('syncro').ScribeSeen & { key: number })[], next: number }} Feed */

/** @type {Feed} */
export const EMPTY = Object.freeze({ entries: [], next: 0 });

/** The feed with some more. @param {Feed} feed @param {import('syncro').ScribeSeen[]} scribes @returns {Feed} */
export function fed({ entries, next }, scribes) {
  const newest = scribes
    .slice(-KEPT)
    .map((scribe, i) => ({ ...scribe, key: next + i }))
    .reverse();
  return { entries: [...newest, ...entries].slice(0, KEPT), next: next + newest.length };
}

/** Rows that a page makes at a time. */
const MADE = 20;

/** How many are shown after one more drawing: many at once would hold the page up. @param {number} shown @param {Feed} feed */
export const shownAfter = (shown, { entries }) => Math.min(entries.length, shown + MADE);

/** Those of a class, or all. @param {Feed} feed @param {string} klass empty: all */
export const ofClass = ({ entries }, klass) => (klass === '' ? entries : entries.filter(entry => entry.klass === klass));

/** What a scribe says, without what the other columns say. @param {import('syncro').ScribeSeen} scribe */
export const said = ({ type, data }) => (type === 'update' && Array.isArray(data) ? data[1] : data);
