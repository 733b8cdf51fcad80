import { InvalidJsonError, parse } from '../scribes/json.js';
import { textOf } from '../scribes/json-text.js';
import { nameFault } from '../scribes/names.js';
import { Fields, MalformedError, numberOf } from './fields.js';
import { MAX_SCRIBES } from './messages.js';
import { readScribe } from './scribe-reader.js';

/**
 * Total: any text gives a message or the fault 400, never an exception.
 * @typedef {{ message: import('./messages.js').Message, fault: null } | { message: null, fault: { code: number,
 *   message: string } }} Read
 */

/** @param {string} text @returns {Read} */
export const readMessage = text => beginMessage(text)();

/**
 * Reads a text in two steps that take about as long: this call is the first.
 * @param {string} text
 * @returns {() => Read} the second
 */
export function beginMessage(text) {
  const parsed = attempt(() => parse(text));
  return () => (parsed.fault ? parsed : attempt(() => messageOf(parsed.message)));
}

function attempt(work) {
  try {
    return { message: work(), fault: null };
  } catch (e) {
    if (!(e instanceof MalformedError || e instanceof InvalidJsonError)) throw e;
    return { message: null, fault: { code: 400, message: e.message } };
  }
}

function messageOf(node) {
  if (node.kind !== 'object') throw new MalformedError('a message is not a JSON object');
  const type = node.fields.find(field => field.key === 'type')?.value;
  if (type?.kind !== 'string') throw new MalformedError("'type' is missing or not a string");
  const fields = new Fields(node, type.value);
  const id = fields.node('id') ? textOf(fields.node('id')) : null;
  return { type: type.value, id, ...contentOf(type.value, fields) };
}

function contentOf(type, fields) {
  switch (type) {
    case 'hello':
      return { greeting: greetingOf(fields) };
    case 'sync':
      return { from: fields.cursor('from'), own: fields.flag('own'), rejected: rejectedIn(fields, false) };
    case 'ack':
      return { position: fields.number('position'), mark: fields.mark('mark'), rejected: rejectedIn(fields, false) };
    case 'add_scribes':
      return { scribes: scribesIn(fields), position: fields.number('position'), mark: fields.mark('mark') };
    case 'part':
      return { more: fields.flag('more'), data: fields.text('data') };
    case 'response':
      return { result: resultOf(fields.node('result') ?? fields.wrong('result', 'a value')) };
    case 'error':
      return { code: fields.number('code', 2 ** 31), message: fields.optionalText('message') ?? '' };
    case 'noop':
    case 'rpc':
      return {};
    default:
      return { unknown: true };
  }
}

/** What fits no shape whole is a plain value. */
function resultOf(node) {
  try {
    if (node.kind === 'object') return shaped(new Fields(node)) ?? { kind: 'value', json: textOf(node) };
  } catch (e) {
    if (!(e instanceof MalformedError)) throw e;
  }
  return { kind: 'value', json: textOf(node) };
}

function shaped(fields) {
  if (fields.kind('scribes') === 'array')
    return {
      kind: 'page',
      scribes: scribesIn(fields),
      position: fields.number('position'),
      mark: fields.mark('mark'),
      more: fields.flag('more'),
    };
  if (fields.kind('reset') === 'true') return { kind: 'reset' };
  if (fields.node('client') && fields.node('journal'))
    return { kind: 'greeted', greeting: greetingOf(fields), relay: fields.flag('relay') };
  if (fields.node('position'))
    return { kind: 'pushed', position: fields.number('position'), rejected: rejectedIn(fields, true) };
  return null;
}

function scribesIn(fields) {
  const items = fields.array('scribes');
  if (items.length > MAX_SCRIBES) throw new InvalidJsonError(`more than ${MAX_SCRIBES} scribes in one message`);
  return items.map(readScribe);
}

function greetingOf(fields) {
  return {
    protocol: fields.number('protocol', 2 ** 31),
    space: fields.name('space'),
    client: fields.name('client'),
    token: fields.optionalText('token'),
    journal: fields.name('journal'),
    head: fields.number('head'),
    mark: fields.mark('mark'),
    seen: fields.cursor('seen'),
    features: fields.names('features', name => nameFault('feature', name)),
    classes: fields.classes('classes'),
    now: fields.number('now'),
  };
}

function rejectedIn(fields, required) {
  if (!fields.node('rejected') && !required) return [];
  const items = fields.array('rejected');
  const read = items.map(item => {
    const one = item.kind === 'object' ? new Fields(item) : fields.wrong('rejected', 'a list of refused scribes');
    return {
      id: numberOf(one.node('id')),
      code: one.number('code', 2 ** 31),
      message: one.optionalText('message') ?? '',
    };
  });
  return read.length <= MAX_SCRIBES ? read : fields.wrong('rejected', 'a list of refused scribes');
}
