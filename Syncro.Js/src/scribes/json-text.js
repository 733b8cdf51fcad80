import { isText } from './utf8.js';
import { InvalidJsonError, parse } from './json.js';

/** One attribute's value or one operation's data may nest so deep: it fits in every message. */
export const MAX_VALUE_DEPTH = 24;

// The fewest escapes, so that one string has one form.
const fewest = json =>
  json.replace(/\\(.)/g, (escape, c) =>
    c === 'b' ? '\\u0008'
    : c === 'f' ? '\\u000c'
    : escape,
  );

/** A string as JSON. @param {string} text */
export function quote(text) {
  if (!isText(text)) throw new InvalidJsonError('a lone surrogate');
  return fewest(JSON.stringify(text));
}

/**
 * The JSON text of a parsed value: the tokens as they were written, white space between them removed.
 * @param {import('./json.js').Node} node @returns {string}
 */
export function textOf(node) {
  switch (node.kind) {
    case 'object':
      return `{${node.fields.map(field => `${field.raw}:${textOf(field.value)}`).join(',')}}`;
    case 'array':
      return `[${node.items.map(textOf).join(',')}]`;
    default:
      return node.raw;
  }
}

/** How deep a value nests: 0 for a scalar. @param {import('./json.js').Node} node @returns {number} */
export const depthOf = node =>
  node.kind === 'object' ? 1 + node.fields.reduce((depth, field) => Math.max(depth, depthOf(field.value)), 0)
  : node.kind === 'array' ? 1 + node.items.reduce((depth, item) => Math.max(depth, depthOf(item)), 0)
  : 0;

/** Checks and compacts a JSON text. @param {string} json */
export const compact = json => textOf(parse(json));

/** A number, or any value, that is written as this very text: `raw('1.10')`. */
export class RawJson {
  /** @param {string} text */
  constructor(text) {
    this.text = compact(text);
  }
}

/** The JSON text of an application's value; null where JSON has none. @param {unknown} value */
export function textOfValue(value) {
  if (value instanceof RawJson) return value.text;
  const json = JSON.stringify(value);
  return json === undefined ? null : compact(fewest(json));
}

/**
 * Whether a value that an application read and gives back is the one it read.
 * @param {string} text
 * @param {string} given
 */
export const isSame = (text, given) => text === given || textOfValue(JSON.parse(text)) === given;
