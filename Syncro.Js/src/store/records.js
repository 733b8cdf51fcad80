import { compareIds } from '../scribes/ids.js';
import { isUnknown, UNKNOWN } from '../scribes/record.js';
import { recordKey } from '../scribes/scribe.js';
import { operationKey } from '../journal/remote.js';
import { inSteps, put } from './database.js';

/** The records that some changes name, each once. */
export const keysOf = changes => [
  ...new Map(changes.map(({ klass, id }) => [recordKey({ klass, id }), { klass, id }])).values(),
];

const stateOf = ({ created, destroyed, registers }) => ({ created, destroyed, registers });

/** @returns {Promise<Map<string, import('../scribes/record.js').RecordState>>} */
export async function recordsOf(transaction, keys) {
  const store = transaction.objectStore('records');
  const found = await inSteps(keys, ({ klass, id }) => store.get([klass, id]));
  return new Map(keys.map((key, i) => [recordKey(key), found[i] ? stateOf(found[i]) : UNKNOWN]));
}

/** Of which nothing remains has no place. */
export async function putRecords(transaction, records) {
  const store = transaction.objectStore('records');
  await inSteps([...records], ([key, state]) => {
    const at = key.indexOf(';');
    const [klass, id] = [key.slice(0, at), key.slice(at + 1)];
    return isUnknown(state) ? store.delete([klass, id]) : store.put({ klass, id, ...state });
  });
}

/** The identities of the operations among some scribes. */
export const operationsIn = scribes => scribes.filter(scribe => scribe.kind === 'operation').map(operationKey);

/** These are applied: our own too, for they may come back. */
export function putApplied(transaction, keys) {
  for (const key of keys) put(transaction, 'operations', true, key);
}

/** Those of the operations that were applied before. */
export async function appliedOf(transaction, scribes) {
  const found = await inSteps(operationsIn(scribes), key => transaction.objectStore('operations').getKey(key));
  return new Set(found.filter(key => key !== undefined));
}

/** The records of a class, or all, from behind a key, in the order of the storage. */
export async function recordsAfter(transaction, after, count) {
  const range = after === null ? null : IDBKeyRange.lowerBound(after, true);
  const rows = await transaction.objectStore('records').getAll(range, count);
  return rows.map(({ klass, id, ...state }) => ({ key: [klass, id], klass, id, state }));
}

/** @param {string} klass */
const ofClass = klass => IDBKeyRange.bound([klass], [klass, []]);

/** One record as it is. @param {any} transaction @param {string} klass @param {string} id */
export async function findOf(transaction, klass, id) {
  const found = await transaction.objectStore('records').get([klass, id]);
  return found ? stateOf(found) : UNKNOWN;
}

/** Rows of a class from behind an id, at most so many, in the order of the storage. */
export async function rowsAfter(transaction, klass, after, count) {
  const range = IDBKeyRange.bound(after === null ? [klass] : [klass, after], [klass, []], after !== null);
  const rows = await transaction.objectStore('records').getAll(range, count);
  return rows.map(row => ({ id: row.id, state: stateOf(row) }));
}

/** Of a class, by id. @param {any} transaction @param {string} klass */
export async function allOf(transaction, klass) {
  const rows = await transaction.objectStore('records').getAll(ofClass(klass));
  return rows.sort((x, y) => compareIds(x.id, y.id)).map(row => ({ id: row.id, state: stateOf(row) }));
}
