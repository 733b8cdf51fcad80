// Changes that chance draws: few records and attributes, so that they meet; each sets a value of its own.

const KEYS = ['n1', 'n2', 'n3', 4, 5];

/** Of what the server refuses. */
const UNWANTED = 'no';

export const isUnwanted = scribe =>
  scribe.kind === 'operation' ?
    scribe.data.includes(`"${UNWANTED}"`)
  : scribe.registers.some(({ name }) => name === UNWANTED);

/**
 * Adds one change to a change set.
 * @param {import('./chance.js').Chance} chance @param {import('../src/index.js').ChangeSet} set @param {number} value
 */
export function drawn(chance, set, value) {
  const id = chance.one(KEYS);
  const attributes = { [chance.one(['a', 'b', 'c'])]: value, ...(chance.once(12) ? { [UNWANTED]: value } : {}) };
  switch (chance.weighed({ create: 1, save: 6, put: 1, update: 2, destroy: 1, record: 3 })) {
    case 'create':
      return set.create('Note', { id, ...attributes });
    case 'save':
      return set.save('Note', { id, ...attributes });
    case 'put':
      return set.put('Note', { id, ...attributes });
    case 'update':
      return set.update('Note', id, attributes);
    case 'destroy':
      return set.destroy('Note', id);
    default:
      return set.record('Log', 'append', { ...attributes, of: `${value}/${set.changes.length}` });
  }
}
