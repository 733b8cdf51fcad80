import { ChangeRefusedError } from '../errors.js';
import { idText } from '../scribes/ids.js';
import { textOfValue } from '../scribes/json-text.js';
import { sorted } from '../scribes/merge.js';
import { newGuid } from '../random.js';

// The application's words as changes of the journal.

const refused = message => new ChangeRefusedError({ code: 422, message });

/** The JSON text of a value. @param {string} what */
function json(value, what) {
  let text;
  try {
    text = textOfValue(value);
  } catch (error) {
    throw refused(`${what} has no JSON: ${error.message}`);
  }
  if (text === null) throw refused(`${what} has no JSON; null is a value, undefined is none`);
  return text;
}

function key(klass, id) {
  const { id: text, fault } = idText(id);
  if (fault) throw refused(fault);
  return { klass, id: text };
}

const valuesOf = (klass, attributes) =>
  sorted(
    Object.entries(attributes).map(([name, value]) => ({
      name,
      value: json(value, `attribute '${name}' of ${klass}`),
    })),
  );

/** What becomes one commit, whole or not at all. */
export class ChangeSet {
  /** @type {import('../journal/local.js').LocalChange[]} */
  changes = [];

  /** A record that must not be alive yet (409). Its id is made where there is none. */
  create(klass, record) {
    return this.#whole('create', klass, record);
  }

  /** Created where it is not alive; else its attributes set. */
  save(klass, record) {
    return this.#whole('save', klass, record);
  }

  /** The whole record: created, or replaced where it differs. */
  put(klass, record) {
    return this.#whole('put', klass, record);
  }

  /** Sets attributes of a record that must be alive (404); those that have the value already are not recorded. */
  update(klass, id, { id: same = id, ...attributes }) {
    if (same !== id) throw refused(`'id' is not an attribute of ${klass} ${id}: an id never changes`);
    this.changes.push({ op: 'update', ...key(klass, id), values: valuesOf(klass, attributes) });
    return id;
  }

  /** Destroys a record that must be alive (404). */
  destroy(klass, id) {
    this.changes.push({ op: 'destroy', ...key(klass, id) });
  }

  /** A scribe of a type of the class's own: delivered in order, applied once, never merged. */
  record(klass, type, data = null) {
    this.changes.push({ op: 'record', klass, type, data: json(data, `data of '${type}'`) });
  }

  #whole(op, klass, { id = newGuid(), ...attributes } = {}) {
    this.changes.push({ op, ...key(klass, id), values: valuesOf(klass, attributes) });
    return id;
  }
}
