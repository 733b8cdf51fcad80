import { compareStamps } from './stamp.js';
import { compareUtf8 } from './utf8.js';

/**
 * One attribute: its value as JSON text, and when, and by whom, it was set.
 * @typedef {{ name: string, value: string, at: string }} Register
 */

/** Whether a register replaces another: greater stamp, or equal stamps and the greater text. */
export function wins(register, other) {
  const order = compareStamps(register.at, other.at);
  return order > 0 || (order === 0 && compareUtf8(register.value, other.value) > 0);
}

/** In the order of their names' UTF-8 bytes. @template {{ name: string }} T @param {T[]} registers */
export const sorted = registers => [...registers].sort((x, y) => compareUtf8(x.name, y.name));

/**
 * The join of two sorted sets, and the registers of theirs that won in it.
 * @param {Register[]} ours @param {Register[]} theirs @returns {{ join: Register[], won: Register[] }}
 */
export function mergeRegisters(ours, theirs) {
  const [join, won] = [[], []];
  let [i, j] = [0, 0];
  while (i < ours.length || j < theirs.length) {
    const order =
      i === ours.length ? 1
      : j === theirs.length ? -1
      : compareUtf8(ours[i].name, theirs[j].name);
    if (order < 0) {
      join.push(ours[i++]);
      continue;
    }
    const theirsWins = order > 0 || wins(theirs[j], ours[i]);
    join.push(theirsWins ? theirs[j] : ours[i]);
    if (theirsWins) won.push(theirs[j]);
    j++;
    if (order === 0) i++;
  }
  return won.length === 0 ? { join: ours, won } : { join, won };
}
