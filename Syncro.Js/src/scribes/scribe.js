import { NONE } from './stamp.js';

/**
 * A change to the registers of a record. `at` is the stamp of `created` for a create, of `destroyed` for a destroy, and
 * not below any register's for an update; `destroyed` is there only on a full create of a record that ever was
 * destroyed. The id is its JSON text.
 * @typedef {{ kind: 'create' | 'update' | 'destroy', klass: string, id: string, at: string,
 *   registers: import('./merge.js').Register[], destroyed: string }} Change
 * A type of the class's own: delivered in order, applied once, never merged. The data is JSON text.
 * @typedef {{ kind: 'operation', klass: string, type: string, at: string, data: string }} Operation
 * The reader may no longer hold this record, save what it set itself after `taken`.
 * @typedef {{ kind: 'withdraw', klass: string, id: string, taken: import('../journal/cursor.js').Cursor | null }}
 *   Withdraw
 * @typedef {Change | Operation | Withdraw} Scribe
 */

/** The types that no class can define. */
export const BUILT_IN = new Set(['create', 'update', 'destroy', 'withdraw']);

/** @param {{ klass: string, id: string }} key @returns {Change} */
export const createOf = ({ klass, id }, at, registers, destroyed = NONE) => ({
  kind: 'create',
  klass,
  id,
  at,
  registers,
  destroyed,
});

/** @param {{ klass: string, id: string }} key @returns {Change} */
export const updateOf = ({ klass, id }, at, registers) => ({
  kind: 'update',
  klass,
  id,
  at,
  registers,
  destroyed: NONE,
});

/** @param {{ klass: string, id: string }} key @returns {Change} */
export const destroyOf = ({ klass, id }, at) => ({ kind: 'destroy', klass, id, at, registers: [], destroyed: NONE });

/** Its type on the wire. @param {Scribe} scribe */
export const typeOf = scribe => (scribe.kind === 'operation' ? scribe.type : scribe.kind);

/** What a change says of when its record was created and destroyed. @param {Change} change */
export const marksOf = change =>
  change.kind === 'create' ? { created: change.at, destroyed: change.destroyed }
  : change.kind === 'destroy' ? { created: NONE, destroyed: change.at }
  : { created: NONE, destroyed: NONE };

/** Every stamp in it. @param {Scribe} scribe @returns {string[]} */
export const stampsOf = scribe =>
  scribe.kind === 'withdraw' ? []
  : scribe.kind === 'operation' ? [scribe.at]
  : [...scribe.registers.map(register => register.at), scribe.at, scribe.destroyed].filter(stamp => stamp !== NONE);

/** The record it is about, as a key of maps; of an operation null. @param {Scribe} scribe */
export const keyOf = scribe => (scribe.kind === 'operation' ? null : recordKey(scribe));

/** A class name holds no ';'. @param {{ klass: string, id: string }} record */
export const recordKey = ({ klass, id }) => `${klass};${id}`;
