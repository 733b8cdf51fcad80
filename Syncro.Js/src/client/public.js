import { idValue } from '../scribes/ids.js';
import { isAlive, visible } from '../scribes/record.js';
import { keyOf, typeOf } from '../scribes/scribe.js';
import { originOf } from '../scribes/stamp.js';
import { dataOf } from '../wire/scribe-writer.js';

// What the application sees: plain objects, values parsed.

/**
 * The record, or null where it is not alive.
 * @param {string} id
 * @param {import('../scribes/record.js').RecordState} state
 */
export const recordOf = (id, state) =>
  !isAlive(state) ? null : (
    Object.fromEntries([['id', idValue(id)], ...visible(state).map(({ name, value }) => [name, JSON.parse(value)])])
  );

/** A scribe of the live feed. @param {any} scribe one of the journal's */
export const scribeOf = scribe => ({
  klass: scribe.klass,
  type: typeOf(scribe),
  ...(scribe.kind === 'operation' ? {} : { id: idValue(scribe.id) }),
  data: JSON.parse(dataOf(scribe)),
  ...(scribe.at ? { at: scribe.at, client: originOf(scribe.at) } : {}),
});

/** What a change set or a page came to, record by record, in the order in which it first touched them. */
export function changesOf(before, after, scribes, local) {
  const changes = [];
  for (const [key, state] of after) {
    const [klass, id] = [key.slice(0, key.indexOf(';')), key.slice(key.indexOf(';') + 1)];
    const was = before.get(key);
    const changed = differing(visible(was), visible(state));
    const type =
      isAlive(state) ?
        isAlive(was) ? 'update'
        : 'create'
      : 'destroy';
    if (type === 'destroy' ? !isAlive(was) : type === 'update' && changed.length === 0) continue;
    changes.push({ type, klass, id: idValue(id), record: recordOf(id, state), changed, local });
  }
  for (const scribe of scribes)
    if (keyOf(scribe) === null) changes.push({ ...scribeOf(scribe), record: null, changed: [], local });
  return changes;
}

function differing(was, is) {
  const values = new Map(was.map(({ name, value }) => [name, value]));
  const changed = is.filter(({ name, value }) => values.get(name) !== value).map(({ name }) => name);
  const names = new Set(is.map(({ name }) => name));
  return [...changed, ...was.map(({ name }) => name).filter(name => !names.has(name))];
}
