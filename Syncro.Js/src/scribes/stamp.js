import { compareUtf8, isText } from './utf8.js';
import { nameFault } from './names.js';

// A stamp is its own text, 16 hex digits, '@', origin: texts compare by their bytes as stamps do.

/** Below every stamp: a register that was never set. */
export const NONE = '';

/** Negative, zero or positive: by time, then by the UTF-8 bytes of the origin. @param {string} x @param {string} y */
export const compareStamps = compareUtf8;

/** The greater of two. @param {string} x @param {string} y */
export const maxStamp = (x, y) => (compareStamps(x, y) >= 0 ? x : y);

/** The greatest of some; NONE of none. @param {Iterable<string>} stamps */
export function latestOf(stamps) {
  let latest = NONE;
  for (const stamp of stamps) latest = maxStamp(latest, stamp);
  return latest;
}

const form = /^[0-9a-f]{16}@/;

/** Whether a text is a stamp: lower-case digits only, so that a stamp has one form. @param {unknown} text */
export const isStamp = text =>
  typeof text === 'string' &&
  form.test(text) &&
  !text.startsWith('0000000000000000') &&
  isText(text) &&
  nameFault('origin', text.slice(17)) === null;

/** 48 bits of milliseconds since 1970, then 16 bits of counter. @param {string} stamp */
export const timeOf = stamp => (stamp === NONE ? 0n : BigInt(`0x${stamp.slice(0, 16)}`));

/** The GUID of the peer that made the change. @param {string} stamp */
export const originOf = stamp => stamp.slice(17);

/** Milliseconds since 1970. @param {string} stamp */
export const millisecondsOf = stamp => (stamp === NONE ? 0 : parseInt(stamp.slice(0, 12), 16));

/** @param {bigint} time @param {string} origin */
export const stampOf = (time, origin) => `${time.toString(16).padStart(16, '0')}@${origin}`;
