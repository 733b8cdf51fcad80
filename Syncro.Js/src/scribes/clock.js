import { millisecondsOf, timeOf } from './stamp.js';

// A hybrid logical clock: the greatest time given out or taken in, 48 bits of milliseconds and 16 of counter. It never
// goes back, whatever the wall clock does.

/** The clock after one tick, greater than before. @param {bigint} last @param {number} now milliseconds since 1970 */
export function tick(last, now) {
  const wall = BigInt(now) << 16n;
  return last + 1n > wall ? last + 1n : wall;
}

/** The clock moved past a stamp that was taken in. @param {bigint} last @param {string} stamp */
export function observe(last, stamp) {
  const time = timeOf(stamp);
  return time > last ? time : last;
}

/** How far a stamp is ahead of the wall clock, in milliseconds. @param {string} stamp @param {number} now */
export const ahead = (stamp, now) => millisecondsOf(stamp) - now;
