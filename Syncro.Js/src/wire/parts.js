import { bytesOf } from '../scribes/utf8.js';
import { MAX_MESSAGE } from './messages.js';
import { readMessage } from './message-reader.js';

/** No part of a message waits. @type {Readonly<{ id: string | null, pieces: string[], bytes: number }>} */
export const NO_PARTS = Object.freeze({ id: null, pieces: [], bytes: 0 });

const malformed = message => ({ message: null, fault: { code: 400, message } });

/**
 * Puts messages together from their parts; every other passes, but not between two parts.
 * @param {{ id: string | null, pieces: string[], bytes: number }} parts what waits
 * @param {ReturnType<typeof readMessage>} read
 * @returns {{ parts: typeof NO_PARTS, read: ReturnType<typeof readMessage> | null }} read is null where parts are to
 *   come
 */
export function assemble(parts, read) {
  if (read.fault) return { parts, read };
  const { message } = read;
  const begun = parts.pieces.length > 0;
  if (message.type !== 'part')
    return { parts, read: begun ? malformed('a message between the parts of another') : read };
  if (begun && parts.id !== message.id)
    return { parts, read: malformed('a part of one message between the parts of another') };
  const bytes = parts.bytes + bytesOf(message.data);
  if (bytes > MAX_MESSAGE)
    return {
      parts,
      read: { message: null, fault: { code: 413, message: `message of more than ${MAX_MESSAGE} bytes` } },
    };
  const pieces = [...parts.pieces, message.data];
  if (message.more) return { parts: { id: message.id, pieces, bytes }, read: null };
  const whole = readMessage(pieces.join(''));
  return { parts: NO_PARTS, read: whole.message?.type === 'part' ? malformed('a part within parts') : whole };
}
