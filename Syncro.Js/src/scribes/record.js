import { mergeRegisters } from './merge.js';
import { compareStamps, latestOf, maxStamp, NONE } from './stamp.js';
import { destroyOf, marksOf, updateOf } from './scribe.js';

/**
 * A record as a join of registers: every peer that has seen the same changes, in any order and any number of times,
 * holds the same one.
 * @typedef {{ created: string, destroyed: string, registers: import('./merge.js').Register[] }} RecordState
 */

/** A record of which nothing is known. @type {RecordState} */
export const UNKNOWN = Object.freeze({ created: NONE, destroyed: NONE, registers: [] });

/** @param {RecordState} state */
export const isUnknown = state => state.created === NONE && state.destroyed === NONE && state.registers.length === 0;

/** Created after it was last destroyed. @param {RecordState} state */
export const isAlive = state => compareStamps(state.created, state.destroyed) > 0;

/** What a reader sees: of a record alive, what was set after it was last destroyed. @param {RecordState} state */
export const visible = state =>
  isAlive(state) ? state.registers.filter(register => compareStamps(register.at, state.destroyed) > 0) : [];

/**
 * The join with a change, and what of the change did change a register: nothing, the change itself, an update where
 * `created` lost, a destroy besides where only that part of a full create won.
 * @param {RecordState} state @param {import('./scribe.js').Change} change
 * @returns {{ state: RecordState, effect: import('./scribe.js').Change[] }}
 */
export function merge(state, change) {
  const { created, destroyed } = marksOf(change);
  const { join, won } = mergeRegisters(state.registers, change.registers);
  const next = {
    created: maxStamp(state.created, created),
    destroyed: maxStamp(state.destroyed, destroyed),
    registers: join,
  };
  const createdWon = compareStamps(created, state.created) > 0;
  const destroyedWon = compareStamps(destroyed, state.destroyed) > 0;
  return { state: next, effect: effectOf(change, createdWon, destroyedWon, destroyed, won) };
}

function effectOf(change, createdWon, destroyedWon, destroyed, won) {
  if (createdWon) return [{ ...change, registers: won, destroyed: destroyedWon ? destroyed : NONE }];
  const effect = [];
  if (destroyedWon) effect.push(destroyOf(change, destroyed));
  if (won.length > 0) effect.push(updateOf(change, latestOf(won.map(register => register.at)), won));
  return effect;
}

/**
 * What of a recorded change is still in this state, or gave way to something later; null: nothing. The rest was
 * withdrawn since.
 * @param {RecordState} state @param {import('./scribe.js').Change} change
 */
export function holding(state, change) {
  const { created, destroyed } = marksOf(change);
  const createdHeld = compareStamps(created, state.created) <= 0;
  const destroyedHeld = compareStamps(destroyed, state.destroyed) <= 0;
  const held = change.registers.filter(register =>
    state.registers.some(own => own.name === register.name && compareStamps(own.at, register.at) >= 0),
  );
  if (createdHeld && destroyedHeld && held.length === change.registers.length) return change;
  if (change.kind === 'create' && createdHeld)
    return { ...change, registers: held, destroyed: destroyedHeld ? destroyed : NONE };
  return held.length === 0 ? null : updateOf(change, latestOf(held.map(register => register.at)), held);
}
