import { commitOf, positionOf, startOf } from './cursor.js';

/**
 * What this client remembers of its journal: of its own changes, in order. One commit holds one change set.
 * @typedef {{ client: string, journal: string, space: string, sequence: number, head: number, mark: string, clock:
 *   string,
 *   scribes: number, base: Base }} JournalState
 * Where the log begins: what came before was acknowledged and let go of. The records still hold what of it counts.
 * @typedef {{ sequence: number, position: number, mark: string, scribes: number }} Base
 * @typedef {{ sequence: number, mark: string, total: number, scribes: import('../scribes/scribe.js').Scribe[] }} Commit
 */

/** Commits that are kept behind what was acknowledged, for a peer that lost its last few. */
export const KEPT = 256;

/** @returns {JournalState} */
export const emptyJournal = (client, journal, space) => ({
  client,
  journal,
  space,
  sequence: 0,
  head: 0,
  mark: '',
  clock: '0',
  scribes: 0,
  base: { sequence: 0, position: 0, mark: '', scribes: 0 },
});

/** The last scribe, with the mark of its commit. @param {JournalState} state */
export const headOf = state =>
  state.head === 0 ? startOf(state.journal) : { journal: state.journal, position: state.head, mark: state.mark };

/** @param {JournalState} state */
export const clockOf = state => BigInt(`0x${state.clock}`);

/** @param {JournalState} state @param {bigint} clock @returns {JournalState} */
export const withClock = (state, clock) => ({ ...state, clock: clock.toString(16) });

/**
 * The journal after one more change set, and the commit that it is.
 * @param {JournalState} state @param {import('../scribes/scribe.js').Scribe[]} scribes
 * @param {string} mark random: that a cursor knows it proves that it is of this very history
 * @returns {{ state: JournalState, commit: Commit }}
 */
export function append(state, scribes, mark) {
  const sequence = state.sequence + 1;
  const total = state.scribes + scribes.length;
  return {
    state: { ...state, sequence, mark, scribes: total, head: positionOf(sequence, scribes.length - 1) },
    commit: { sequence, mark, total, scribes },
  };
}

/**
 * The last commit to let go of, once the peer holds what is up to a position; 0: none yet.
 * @param {JournalState} state
 */
export function prunable(state, acknowledged) {
  const upto = commitOf(acknowledged) - KEPT;
  return upto - state.base.sequence >= KEPT ? upto : 0;
}

/**
 * The journal without the commits up to one.
 * @param {JournalState} state
 * @param {Commit} last
 * @returns {JournalState}
 */
export const prune = (state, { sequence, mark, total, scribes }) => ({
  ...state,
  base: { sequence, mark, scribes: total, position: positionOf(sequence, scribes.length - 1) },
});
