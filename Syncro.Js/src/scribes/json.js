import { isText } from './utf8.js';

// The one parser of JSON that comes from outside: it keeps each token as it was written, as JSON.parse does not.
// Refused: lone surrogates, repeated keys, nesting deeper than MAX_DEPTH, number tokens longer than MAX_NUMBER,
// anything after the value.

/** Nesting of a whole message, at most. */
export const MAX_DEPTH = 32;

/** Bytes of one number token, at most. */
export const MAX_NUMBER = 1024;

/** Text from outside that is not the JSON that Syncro takes. */
export class InvalidJsonError extends Error {
  /** @param {string} fault */
  constructor(fault) {
    super(`invalid JSON: ${fault}`);
    this.name = 'InvalidJsonError';
  }
}

/**
 * @typedef {{ raw: string, key: string, value: Node }} Field
 * @typedef {{ kind: 'object', fields: Field[] } | { kind: 'array', items: Node[] } | { kind: 'string', raw: string,
 *   value: string }
 *   | { kind: 'number' | 'true' | 'false' | 'null', raw: string }} Node
 */

const space = /[ \t\n\r]*/y,
  escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y,
  special = /[\\\u0000-\u001f]/;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y,
  word = /true|false|null/y;

/** @param {string} text @returns {Node} */
export function parse(text) {
  if (!isText(text)) throw new InvalidJsonError('a lone surrogate');
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.skip();
  if (reader.at < text.length) throw new InvalidJsonError('text after the value');
  return node;
}

class Reader {
  at = 0;

  constructor(text) {
    this.text = text;
  }

  /** @returns {Node} */
  value(depth) {
    this.skip();
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth + 1);
      case '[':
        return this.array(depth + 1);
      case '"':
        return this.string();
      case 't':
      case 'f':
      case 'n':
        return this.word();
      default:
        return this.number();
    }
  }

  /** @returns {Node & { kind: 'object' }} */
  object(depth) {
    const [fields, keys] = [[], new Set()];
    this.nested(depth);
    while (!this.ends('}', fields.length === 0)) {
      this.skip();
      const { raw, value: key } = this.string();
      if (keys.size === keys.add(key).size)
        throw new InvalidJsonError(`the key '${key.length > 80 ? `${key.slice(0, 80)}…` : key}' is repeated`);
      this.skip();
      if (this.text[this.at++] !== ':') this.wrong(this.at - 1);
      fields.push({ raw, key, value: this.value(depth) });
    }
    return { kind: 'object', fields };
  }

  /** @returns {Node & { kind: 'array' }} */
  array(depth) {
    const items = [];
    this.nested(depth);
    while (!this.ends(']', items.length === 0)) items.push(this.value(depth));
    return { kind: 'array', items };
  }

  nested(depth) {
    if (depth > MAX_DEPTH) throw new InvalidJsonError(`nested deeper than ${MAX_DEPTH}`);
    this.at++;
  }

  ends(close, first) {
    this.skip();
    const c = this.text[this.at];
    if (c === close) {
      this.at++;
      return true;
    }
    if (!first && this.text[this.at++] !== ',') this.wrong(this.at - 1);
    return false;
  }

  /** @returns {Node & { kind: 'string' }} */
  string() {
    const raw = this.quoted();
    const value = raw.includes('\\') ? JSON.parse(raw) : raw.slice(1, -1);
    if (raw.includes('\\u') && !isText(value)) throw new InvalidJsonError('a lone surrogate');
    return { kind: 'string', raw, value };
  }

  quoted() {
    const start = this.at;
    if (this.text[start] !== '"') this.wrong(start);
    // Most strings hold nothing that has to be looked at one by one.
    const plain = this.text.slice(start, this.text.indexOf('"', start + 1) + 1);
    if (plain !== '' && !special.test(plain)) {
      this.at += plain.length;
      return plain;
    }
    for (this.at++; ;) {
      const c = this.text.charCodeAt(this.at);
      if (c === 0x22) return this.text.slice(start, ++this.at);
      if (c === 0x5c) this.token(escape);
      else if (c >= 0x20) this.at++;
      else this.wrong(this.at);
    }
  }

  /** @returns {Node & { kind: 'number' }} */
  number() {
    const raw = this.token(number);
    if (raw.length > MAX_NUMBER)
      throw new InvalidJsonError(`a number of ${raw.length} bytes is longer than ${MAX_NUMBER}`);
    return { kind: 'number', raw };
  }

  /** @returns {Node} */
  word() {
    const raw = this.token(word);
    return { kind: raw, raw };
  }

  token(form) {
    form.lastIndex = this.at;
    const found = form.exec(this.text);
    if (!found) this.wrong(this.at);
    this.at = form.lastIndex;
    return found[0];
  }

  skip() {
    if (this.text.charCodeAt(this.at) > 0x20) return;
    space.lastIndex = this.at;
    space.exec(this.text);
    this.at = space.lastIndex;
  }

  wrong(at) {
    throw new InvalidJsonError(`not JSON at character ${at}`);
  }
}
