import { classFault, nameFault } from '../scribes/names.js';
import { MAX_MARK } from '../journal/cursor.js';

/** One beyond every position and id: 2^53. */
const LIMIT = Number.MAX_SAFE_INTEGER + 1;

/** A message or a part of it breaks the grammar. */
export class MalformedError extends Error {
  /** @param {string} fault */
  constructor(fault) {
    super(fault);
    this.name = 'MalformedError';
  }
}

/** The fields of an object, asked for by name. What is missing or of another type throws. */
export class Fields {
  /**
   * @param {import('../scribes/json.js').Node & { kind: 'object' }} node
   * @param {string} what the message, for the fault
   */
  constructor(node, what = '') {
    this.what = what;
    this.byKey = new Map(node.fields.map(field => [field.key, field.value]));
  }

  /** @param {string} key */
  node(key) {
    return this.byKey.get(key);
  }

  /** @param {string} key @param {string} wanted @returns {never} */
  wrong(key, wanted) {
    throw new MalformedError(`${this.what ? `${this.what}: ` : ''}'${key}' is missing or not ${wanted}`);
  }

  kind(key) {
    return this.byKey.get(key)?.kind;
  }

  text(key) {
    const node = this.node(key);
    return node?.kind === 'string' ? node.value : this.wrong(key, 'a string');
  }

  optionalText(key) {
    return this.kind(key) === undefined || this.kind(key) === 'null' ? null : this.text(key);
  }

  name(key, fault = name => nameFault(`'${key}'`, name)) {
    const text = this.text(key);
    const wrong = fault(text);
    if (wrong !== null) throw new MalformedError(`${this.what ? `${this.what}: ` : ''}${wrong}`);
    return text;
  }

  flag(key) {
    const kind = this.kind(key);
    return kind === 'true' || kind === 'false' ? kind === 'true' : this.wrong(key, 'true or false');
  }

  number(key, limit = LIMIT) {
    const number = numberOf(this.node(key));
    return number !== null && number < limit ? number : this.wrong(key, `an integer from 0 to ${limit - 1}`);
  }

  mark(key) {
    const node = this.node(key);
    return node?.kind === 'string' && node.value.length <= MAX_MARK ?
        node.value
      : this.wrong(key, `a string of at most ${MAX_MARK} characters`);
  }

  cursor(key) {
    const cursor = cursorOf(this.node(key));
    return cursor === undefined ? this.wrong(key, 'a cursor or null') : cursor;
  }

  array(key) {
    const node = this.node(key);
    return node?.kind === 'array' ? node.items : this.wrong(key, 'an array');
  }

  names(key, fault) {
    const items = /** @type {any[]} */ (this.array(key));
    return items.every(item => item.kind === 'string' && fault(item.value) === null) ?
        items.map(item => item.value)
      : this.wrong(key, 'a list of names');
  }

  classes(key) {
    const node = this.node(key);
    return node?.kind === 'string' && node.value === '*' ? '*' : this.names(key, classFault);
  }
}

/** An integer from 0 to 2^53 - 1, without fraction or exponent; else null. */
export const numberOf = node =>
  node?.kind === 'number' && /^[0-9]{1,16}$/.test(node.raw) && Number(node.raw) < LIMIT ? Number(node.raw) : null;

/** `{"journal":J,"position":P,"mark":M}` or null; undefined where it is neither. */
export function cursorOf(node) {
  if (node?.kind === 'null') return null;
  if (node?.kind !== 'object') return undefined;
  const fields = new Fields(node);
  const [journal, position, mark] = [fields.node('journal'), numberOf(fields.node('position')), fields.node('mark')];
  return (
      journal?.kind === 'string' &&
        nameFault('journal', journal.value) === null &&
        position !== null &&
        mark?.kind === 'string' &&
        mark.value.length <= MAX_MARK
    ) ?
      { journal: journal.value, position, mark: mark.value }
    : undefined;
}
