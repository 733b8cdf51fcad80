// What the charts show: the last minutes, second by second.

/** Seconds that a chart shows. */
export const SPAN = 300;

/** No samples yet. @param {number} now seconds @param {number} lines */
export const emptySeries = (now, lines) => ({
  times: Array.from({ length: SPAN }, (_, i) => now - SPAN + 1 + i),
  lines: Array.from({ length: lines }, () => Array(SPAN).fill(null)),
});

/**
 * The series up to a second, with its values; seconds that nobody saw hold none.
 * @param {ReturnType<typeof emptySeries>} series @param {number} now seconds @param {(number | null)[]} values
 */
export function sampled({ times, lines }, now, values) {
  const passed = Math.min(SPAN, Math.max(0, now - times.at(-1)));
  const later = Array.from({ length: passed }, (_, i) => now - passed + 1 + i);
  const next = lines.map(line => [...line.slice(passed), ...Array(passed).fill(null)]);
  const at = SPAN - 1;
  values.forEach((value, i) => {
    next[i][at] = value;
  });
  return { times: [...times.slice(passed), ...later], lines: next };
}

/** The last value of a line that was seen, or 0. @param {(number | null)[]} line */
export const last = line => line.findLast(value => value !== null) ?? 0;

/** @param {(number | null)[]} line */
export const greatest = line => line.reduce((most, value) => Math.max(most, value ?? 0), 0);
