import { idValue } from '../scribes/ids.js';
import { parse } from '../scribes/json.js';
import { depthOf, MAX_VALUE_DEPTH } from '../scribes/json-text.js';
import { classFault, nameFault } from '../scribes/names.js';
import { isAlive } from '../scribes/record.js';
import { BUILT_IN } from '../scribes/scribe.js';
import { MAX_SCRIBE, sizeOf } from '../wire/scribe-writer.js';

/** Scribes in a change set, at most. */
export const SET_SCRIBES = 2048;

/** Bytes of a change set, at most. */
export const SET_BYTES = 1024 * 1024;

const fault = (code, message) => ({ code, message });

const named = ({ klass, id }) => `${klass} ${typeof id === 'string' && id.startsWith('"') ? id : String(idValue(id))}`;

/** Why a change can't be made to what is there; null: it can. */
export function changeFault(change, state, classes) {
  const wrong = classFault(change.klass);
  if (wrong) return fault(422, wrong);
  if (!classes.includes(change.klass)) return fault(403, `class '${change.klass}' is not synced here`);
  switch (change.op) {
    case 'record':
      return typeFault(change.type) ?? depthFault(change.data, `data of '${change.type}'`);
    case 'create':
      return valuesFault(change) ?? (isAlive(state) ? fault(409, `${named(change)} exists already`) : null);
    case 'update':
      return valuesFault(change) ?? absent(change, state);
    case 'destroy':
      return absent(change, state);
    default:
      return valuesFault(change);
  }
}

const absent = (change, state) => (isAlive(state) ? null : fault(404, `no record ${named(change)}`));

function typeFault(type) {
  const wrong = nameFault('scribe type', type);
  return (
    wrong ? fault(422, wrong)
    : BUILT_IN.has(type) ? fault(422, `scribe type '${type}' is not a class's own to define`)
    : null
  );
}

function valuesFault(change) {
  for (const { name, value } of change.values) {
    const wrong = nameFault('attribute name', name);
    if (wrong) return fault(422, `${wrong} in ${named(change)}`);
    if (name === 'id') return fault(422, `'id' is not an attribute of ${named(change)}: an id never changes`);
    const deep = depthFault(value, `attribute '${name}' of ${named(change)}`);
    if (deep) return deep;
  }
  return null;
}

const depthFault = (value, what) =>
  /^[[{]/.test(value) && depthOf(parse(value)) > MAX_VALUE_DEPTH ?
    fault(422, `${what} is nested deeper than ${MAX_VALUE_DEPTH}`)
  : null;

/**
 * Why a change set can't be recorded, its changes made; null: it can.
 * @param {import('../scribes/scribe.js').Scribe[]} scribes
 */
export function setFault(scribes) {
  if (scribes.length > SET_SCRIBES)
    return fault(413, `a change set of ${scribes.length} scribes is above ${SET_SCRIBES}`);
  let total = 0;
  for (const scribe of scribes) {
    const size = sizeOf(scribe);
    if (size > MAX_SCRIBE) return fault(413, `a scribe of ${size} bytes on ${scribe.klass} is above ${MAX_SCRIBE}`);
    total += size;
  }
  return total > SET_BYTES ? fault(413, `a change set of ${total} bytes is above ${SET_BYTES}`) : null;
}
