import { ahead, observe } from '../scribes/clock.js';
import { isUnknown, merge, UNKNOWN } from '../scribes/record.js';
import { keyOf, recordKey, stampsOf } from '../scribes/scribe.js';
import { latestOf, NONE } from '../scribes/stamp.js';
import { SET_SCRIBES } from './local-faults.js';
import { clockOf, withClock } from './state.js';

/**
 * Why a page may not be taken at all: a stamp too far ahead of the wall clock. Nothing of it is skipped; the link stops
 * before it, and the clocks must be set right.
 */
export function driftFault(scribes, now, maxDrift) {
  for (const { id, scribe } of scribes) {
    const far = scribe ? ahead(latestOf(stampsOf(scribe)), now) : 0;
    if (far > maxDrift)
      return { code: 425, message: `scribe ${id} is stamped ${far} ms ahead of this clock, more than ${maxDrift}` };
  }
  return null;
}

/**
 * Decides what a page of the server's really changes. It is a relay: its scribes are merged without asking.
 * @param {import('./state.js').JournalState} state
 * @typedef {Map<string, import('../scribes/record.js').RecordState>} Records
 * @param {Records} records every record that it names, as it is
 * @param {Set<string>} operations the identities of those of its operations that were applied before
 * @param {Map<string, Set<string>>} ownSince what we set of a record after the sender of its withdraw had read so far
 * @param {import('../wire/scribe-reader.js').WireScribe[]} scribes @param {string[]} classes
 * @returns {{ state: import('./state.js').JournalState, records: Records, operations: string[],
 *   effect: import('../scribes/scribe.js').Scribe[], rejected: import('../wire/messages.js').Rejection[] }}
 */
export function takeRemote(state, records, operations, ownSince, scribes, classes) {
  const page = new RemotePage(clockOf(state), records, operations, ownSince, classes);
  for (const set of setsOf(scribes)) page.take(set);
  return {
    state: withClock(state, page.clock),
    records: page.changed,
    operations: [...page.applied],
    effect: page.effect,
    rejected: page.rejected,
  };
}

/** Its change sets; the last ends with the page. */
function setsOf(scribes) {
  const sets = [[]];
  for (const wire of scribes) {
    sets.at(-1).push(wire);
    if (wire.endsSet) sets.push([]);
  }
  return sets.filter(set => set.length > 0);
}

/** The identity of an operation: its stamp and content. */
export const operationKey = ({ klass, type, at, data }) => JSON.stringify([klass, type, at, data]);

class RemotePage {
  changed = new Map();
  applied = new Set();
  effect = [];
  rejected = [];

  constructor(clock, records, operations, ownSince, classes) {
    this.clock = clock;
    this.records = records;
    this.operations = operations;
    this.ownSince = ownSince;
    this.classes = classes;
  }

  take(set) {
    const tooLarge =
      set.length > SET_SCRIBES ?
        { code: 413, message: `a change set of ${set.length} scribes is above ${SET_SCRIBES}` }
      : null;
    for (const wire of set) {
      const fault = tooLarge ?? this.takeOne(wire);
      if (fault) this.rejected.push({ id: wire.id, ...fault });
    }
  }

  takeOne({ scribe, fault }) {
    if (!scribe) return fault;
    if (!this.classes.includes(scribe.klass))
      return { code: 403, message: `class '${scribe.klass}' is not synced here` };
    switch (scribe.kind) {
      case 'withdraw':
        return this.withdraw(scribe);
      case 'operation':
        return this.operate(scribe);
      default:
        return this.merge(scribe);
    }
  }

  merge(change) {
    this.clock = observe(this.clock, latestOf(stampsOf(change)));
    const { state, effect } = merge(this.stateOf(change), change);
    if (effect.length === 0) return null;
    this.changed.set(recordKey(change), state);
    this.effect.push(...effect);
    return null;
  }

  operate(operation) {
    this.clock = observe(this.clock, operation.at);
    const key = operationKey(operation);
    if (this.operations.has(key) || this.applied.has(key)) return null;
    this.applied.add(key);
    this.effect.push(operation);
    return null;
  }

  withdraw(scribe) {
    const [key, state] = [keyOf(scribe), this.stateOf(scribe)];
    const since = this.ownSince.get(key) ?? new Set();
    const kept = stamp => (since.has(stamp) ? stamp : NONE);
    const remains = {
      created: kept(state.created),
      destroyed: kept(state.destroyed),
      registers: state.registers.filter(register => since.has(register.at)),
    };
    const changes =
      remains.created !== state.created ||
      remains.destroyed !== state.destroyed ||
      remains.registers.length < state.registers.length;
    if (!changes) return null;
    this.changed.set(key, isUnknown(remains) ? UNKNOWN : remains);
    this.effect.push(scribe);
    return null;
  }

  stateOf(scribe) {
    const key = recordKey(scribe);
    return this.changed.get(key) ?? this.records.get(key) ?? UNKNOWN;
  }
}
