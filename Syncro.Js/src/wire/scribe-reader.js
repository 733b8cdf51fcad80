import { classFault, nameFault } from '../scribes/names.js';
import { idText, isIntegerId } from '../scribes/ids.js';
import { depthOf, MAX_VALUE_DEPTH, textOf } from '../scribes/json-text.js';
import { sorted } from '../scribes/merge.js';
import { compareStamps, isStamp, NONE } from '../scribes/stamp.js';
import { cursorOf, Fields, numberOf } from './fields.js';
import { MAX_SCRIBE, sizeOf } from './scribe-writer.js';

/**
 * A scribe as it crosses: either it says something that can be recorded, or a fault says why not. Such a one is refused
 * by itself and never stops the link.
 * @typedef {{ id: number | null, scribe: import('../scribes/scribe.js').Scribe | null, endsSet: boolean,
 *   fault: { code: number, message: string } | null }} WireScribe
 */

const ID = 'record id is neither a string nor an integer';

/** @param {import('../scribes/json.js').Node} node @returns {WireScribe} */
export function readScribe(node) {
  const wire = { id: null, scribe: null, endsSet: false, fault: null };
  try {
    if (node.kind !== 'object') throw new Fault('scribe is not an object');
    const fields = new Fields(node);
    wire.id = numberOf(fields.node('id'));
    wire.endsSet = fields.kind('commit') === 'true';
    wire.scribe = made(fields, wire.id);
  } catch (e) {
    if (!(e instanceof Fault)) throw e;
    wire.fault = { code: 422, message: `scribe: ${e.message}` };
  }
  if (wire.scribe !== null && mayBeLarge(wire.scribe) && sizeOf(wire.scribe) > MAX_SCRIBE)
    return { ...wire, scribe: null, fault: { code: 413, message: `scribe of more than ${MAX_SCRIBE} bytes` } };
  return wire;
}

class Fault extends Error {}

// A character takes six bytes at most.
const mayBeLarge = ({ registers = [], data = '' }) =>
  4096 + data.length + registers.reduce((sum, { name, value, at }) => sum + name.length + value.length + at.length, 0) >
  MAX_SCRIBE / 6;

const demand = (ok, fault) => {
  if (!ok) throw new Fault(fault);
};

function made(fields, id) {
  demand(!fields.node('commit') || ['true', 'false'].includes(fields.kind('commit')), 'commit is not true or false');
  const [klass, type, data] = [textIn(fields, 'klass'), textIn(fields, 'type'), fields.node('data')];
  const fault = classFault(klass) ?? nameFault('type', type);
  demand(fault === null, fault);
  demand(data, 'data is missing');
  demand(id !== null && id > 0, 'id is not a position');
  if (type === 'withdraw') {
    const taken = cursorOf(fields.node('taken'));
    demand(fields.node('taken'), 'taken is missing');
    demand(taken !== undefined, 'taken is not a cursor');
    return { kind: 'withdraw', klass, ...listed(data, type, 1), taken };
  }
  const at = stampIn(fields, 'at');
  demand(at !== NONE, 'at is missing');
  switch (type) {
    case 'create': {
      demand(data.kind === 'object', 'data of a create is not an object');
      const given = data.fields.find(field => field.key === 'id');
      demand(given, 'data holds no record id');
      const rest = data.fields.filter(field => field.key !== 'id');
      return {
        kind: type,
        klass,
        id: idOf(given.value),
        at,
        registers: stamped(fields, rest, at, false),
        destroyed: stampIn(fields, 'destroyed'),
      };
    }
    case 'update': {
      const { id: record, attributes } = listed(data, type, 2);
      demand(!attributes.some(field => field.key === 'id'), "an update may not set 'id'");
      undestroyed(fields);
      return { kind: type, klass, id: record, at, registers: stamped(fields, attributes, at, true), destroyed: NONE };
    }
    case 'destroy':
      undestroyed(fields);
      return {
        kind: type,
        klass,
        ...listed(data, type, 1),
        at,
        registers: stamped(fields, [], at, false),
        destroyed: NONE,
      };
    default:
      undestroyed(fields);
      demand(
        depthOf(data) <= MAX_VALUE_DEPTH,
        `data nested ${depthOf(data)} deep; ${MAX_VALUE_DEPTH} levels are allowed`,
      );
      return { kind: 'operation', klass, type, at, data: textOf(data) };
  }
}

function undestroyed(fields) {
  demand(!fields.node('destroyed'), 'destroyed is only for a create');
}

function textIn(fields, key) {
  const node = fields.node(key);
  demand(node, `${key} is missing`);
  demand(node.kind === 'string', `${key} is not a string`);
  return node.value;
}

function stampIn(fields, key) {
  const node = fields.node(key);
  demand(!node || (node.kind === 'string' && isStamp(node.value)), `${key} is not a stamp`);
  return node ? node.value : NONE;
}

function listed(data, type, length) {
  demand(data.kind === 'array', `data of ${type} is not an array`);
  demand(data.items.length >= length, 'data holds less than it must');
  demand(
    data.items.length === length && (length === 1 || data.items[1].kind === 'object'),
    'data holds more than it may',
  );
  const id = idOf(data.items[0]);
  return length === 1 ? { id } : { id, attributes: data.items[1].fields };
}

function idOf(node) {
  demand(node.kind === 'string' || node.kind === 'number', ID);
  if (node.kind === 'string') {
    const { id, fault } = idText(node.value);
    demand(fault === null, fault);
    return id;
  }
  demand(isIntegerId(node.raw), `record id ${node.raw.slice(0, 40)} is not an integer of at most 256 digits`);
  return node.raw;
}

function stamped(fields, attributes, at, bounded) {
  const own = new Map();
  const stamps = fields.node('stamps');
  demand(!stamps || stamps.kind === 'object', 'stamps is not an object');
  for (const { key, value } of stamps?.fields ?? []) {
    demand(value.kind === 'string' && isStamp(value.value), 'one of stamps is not a stamp');
    own.set(key, value.value);
  }
  const registers = attributes.map(({ key, value }) => {
    const fault = nameFault('attribute name', key);
    demand(fault === null, fault);
    demand(
      depthOf(value) <= MAX_VALUE_DEPTH,
      `attribute nested ${depthOf(value)} deep; ${MAX_VALUE_DEPTH} levels are allowed`,
    );
    const stamp = own.get(key) ?? at;
    own.delete(key);
    demand(!bounded || compareStamps(stamp, at) <= 0, 'a stamp is above at');
    return { name: key, value: textOf(value), at: stamp };
  });
  demand(own.size === 0, 'stamps name an attribute that is not there');
  return sorted(registers);
}
