import { isSame } from '../scribes/json-text.js';
import { tick } from '../scribes/clock.js';
import { isAlive, merge, UNKNOWN, visible } from '../scribes/record.js';
import { createOf, destroyOf, recordKey, updateOf } from '../scribes/scribe.js';
import { stampOf } from '../scribes/stamp.js';
import { clockOf, withClock } from './state.js';
import { changeFault, setFault } from './local-faults.js';

/**
 * One change that the application asks for; the values are JSON texts, sorted by name.
 * @typedef {{ name: string, value: string }} NamedValue
 * @typedef {{ op: 'create' | 'save' | 'put' | 'update' | 'destroy', klass: string, id: string, values?: NamedValue[] }
 *   | { op: 'record', klass: string, type: string, data: string }} LocalChange
 */

/**
 * Decides one change set of the application: recorded whole, or refused whole.
 * @param {import('./state.js').JournalState} state
 * @param {Map<string, import('../scribes/record.js').RecordState>} records every record that it names, as it is
 * @param {LocalChange[]} changes @param {string[]} classes @param {number} now milliseconds since 1970
 * @returns {{ fault: import('../session/protocol.js').Fault | null, state?: import('./state.js').JournalState,
 *   scribes?: import('../scribes/scribe.js').Scribe[],
 *   records?: Map<string, import('../scribes/record.js').RecordState> }} either a fault, or the rest
 */
export function takeLocal(state, records, changes, classes, now) {
  const set = new LocalSet(state, records, now);
  for (const change of changes) {
    const fault = changeFault(change, set.stateOf(change), classes);
    if (fault) return { fault };
    set.apply(change);
  }
  const fault = setFault(set.scribes);
  return fault ?
      { fault }
    : { fault: null, state: withClock(state, set.clock), scribes: set.scribes, records: set.changed };
}

class LocalSet {
  scribes = [];
  changed = new Map();

  /**
   * @param {import('./state.js').JournalState} state
   * @param {Map<string, import('../scribes/record.js').RecordState>} records
   */
  constructor(state, records, now) {
    this.client = state.client;
    this.clock = clockOf(state);
    this.records = records;
    this.now = now;
  }

  stateOf(change) {
    const key = recordKey(change);
    return this.changed.get(key) ?? this.records.get(key) ?? UNKNOWN;
  }

  apply(change) {
    const alive = change.op !== 'record' && isAlive(this.stateOf(change));
    switch (change.op) {
      case 'record':
        this.scribes.push(operationOf(change, this.stamp()));
        break;
      case 'destroy':
        this.record(destroyOf(change, this.stamp()));
        break;
      case 'put':
        if (alive && this.isWhole(change)) break;
        if (alive) this.record(destroyOf(change, this.stamp()));
        this.create(change);
        break;
      case 'create':
        this.create(change);
        break;
      default:
        if (alive) this.update(change);
        else this.create(change);
    }
  }

  create(change) {
    const at = this.stamp();
    this.record(createOf(change, at, stamped(change.values, at)));
  }

  update(change) {
    const seen = new Map(visible(this.stateOf(change)).map(register => [register.name, register.value]));
    const differing = change.values.filter(({ name, value }) => !seen.has(name) || !isSame(seen.get(name), value));
    if (differing.length === 0) return;
    const at = this.stamp();
    this.record(updateOf(change, at, stamped(differing, at)));
  }

  isWhole({ klass, id, values }) {
    const seen = visible(this.stateOf({ klass, id }));
    return (
      seen.length === values.length &&
      seen.every((register, i) => register.name === values[i].name && isSame(register.value, values[i].value))
    );
  }

  record(scribe) {
    this.scribes.push(scribe);
    this.changed.set(recordKey(scribe), merge(this.stateOf(scribe), scribe).state);
  }

  stamp() {
    this.clock = tick(this.clock, this.now);
    return stampOf(this.clock, this.client);
  }
}

const operationOf = ({ klass, type, data }, at) => ({ kind: 'operation', klass, type, at, data });

const stamped = (values, at) => values.map(({ name, value }) => ({ name, value, at }));
