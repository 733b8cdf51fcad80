/** The shortest and the longest pause before the server is dialled again, in milliseconds. @type {Readonly<{ min: number, max: number }>} */
export const BACKOFF = Object.freeze({ min: 200, max: 30_000 });

/**
 * The pause before an attempt, fully jittered: anything up to a bound that doubles.
 * @param {number} attempt 0: the first after a session @param {() => number} random from 0 to below 1
 */
export const pauseBefore = (attempt, random, { min, max } = BACKOFF) =>
  random() * Math.min(max, min * 2 ** Math.min(attempt, 20));
