import { quote } from '../scribes/json-text.js';
import { NONE } from '../scribes/stamp.js';
import { typeOf } from '../scribes/scribe.js';
import { bytesOf } from '../scribes/utf8.js';

/** Bytes of one scribe, at most. */
export const MAX_SCRIBE = 512 * 1024;

/**
 * `{"klass":K,"type":T,"data":D,"id":P,"at":S}`, with `"stamps"`, `"destroyed"`, `"taken"`, `"commit"` where there are
 * any.
 * @param {number} id @param {any} scribe one of the journal's, @param {boolean} endsSet
 */
export function writeScribe(id, scribe, endsSet) {
  const parts = [
    `"klass":${quote(scribe.klass)}`,
    `"type":${quote(typeOf(scribe))}`,
    `"data":${dataOf(scribe)}`,
    `"id":${id}`,
  ];
  if (scribe.kind === 'withdraw') parts.push(`"taken":${writeCursor(scribe.taken)}`);
  else parts.push(`"at":${quote(scribe.at)}`);
  const own = scribe.registers?.filter(register => register.at !== scribe.at) ?? [];
  if (own.length > 0)
    parts.push(`"stamps":{${own.map(register => `${quote(register.name)}:${quote(register.at)}`).join(',')}}`);
  if (scribe.destroyed && scribe.destroyed !== NONE && scribe.kind === 'create')
    parts.push(`"destroyed":${quote(scribe.destroyed)}`);
  if (endsSet) parts.push('"commit":true');
  return `{${parts.join(',')}}`;
}

/** Create: `{"id":I,A:V…}`; update: `[I,{A:V…}]`; destroy, withdraw: `[I]`; an operation's own. */
export function dataOf(scribe) {
  switch (scribe.kind) {
    case 'create':
      return `{${[`"id":${scribe.id}`, ...attributes(scribe)].join(',')}}`;
    case 'update':
      return `[${scribe.id},{${attributes(scribe).join(',')}}]`;
    case 'operation':
      return scribe.data;
    default:
      return `[${scribe.id}]`;
  }
}

const attributes = scribe => scribe.registers.map(register => `${quote(register.name)}:${register.value}`);

/** `{"journal":J,"position":P,"mark":M}` or `null`. @param {import('../journal/cursor.js').Cursor | null} cursor */
export const writeCursor = cursor =>
  cursor === null ? 'null' : `{"journal":${quote(cursor.journal)},${writePlace(cursor)}}`;

/** `"position":P,"mark":M` */
export const writePlace = ({ position, mark }) => `"position":${position},"mark":${quote(mark)}`;

/** Its bytes with the longest id and `commit`: the same wherever it is counted. */
export const sizeOf = scribe => bytesOf(writeScribe(Number.MAX_SAFE_INTEGER, scribe, true));
