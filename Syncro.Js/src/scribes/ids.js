import { bytesOf, compareUtf8 } from './utf8.js';
import { MAX_NAME, nameFault } from './names.js';
import { quote } from './json-text.js';

// The id of a record is a JSON string or a JSON integer, and keeps its form: 560 is not "560". Within this package it
// is its JSON text.

const integer = /^-?(0|[1-9][0-9]*)$/;

/** Whether a JSON number is an id: no fraction, no exponent. @param {string} token */
export const isIntegerId = token => integer.test(token) && token !== '-0' && bytesOf(token) <= MAX_NAME;

/**
 * The JSON text of an application's id, or what is wrong with it.
 * @param {unknown} id @returns {{ id: string, fault: null } | { id: null, fault: string }}
 */
export function idText(id) {
  if (typeof id === 'string') {
    const fault = nameFault('record id', id);
    return fault === null ? { id: quote(id), fault } : { id: null, fault };
  }
  if (typeof id === 'bigint' || Number.isSafeInteger(id)) {
    const token = (Object.is(id, -0) ? 0 : id).toString();
    return isIntegerId(token) ?
        { id: token, fault: null }
      : { id: null, fault: `record id of more than ${MAX_NAME} digits` };
  }
  return { id: null, fault: 'record id is neither a string nor a safe integer; a larger one is a bigint' };
}

/**
 * The id as the application sees it: a string, a number, or a bigint where a number is not exact.
 * @param {string} text
 */
export function idValue(text) {
  if (text.startsWith('"')) return JSON.parse(text);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** Integers before strings; integers by value, strings by UTF-8 bytes. @param {string} x @param {string} y */
export function compareIds(x, y) {
  const [xs, ys] = [x.startsWith('"'), y.startsWith('"')];
  if (xs !== ys) return xs ? 1 : -1;
  if (xs) return compareUtf8(JSON.parse(x), JSON.parse(y));
  const [a, b] = [BigInt(x), BigInt(y)];
  return (
    a < b ? -1
    : a > b ? 1
    : 0
  );
}
