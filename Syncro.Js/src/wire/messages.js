/**
 * Who a peer is, as both ends of a greeting say it; the token only from the dialler.
 * @typedef {{ protocol: number, space: string, client: string, token: string | null, journal: string, head: number,
 *   mark: string, seen: import('../journal/cursor.js').Cursor | null, features: string[], classes: string[] | '*',
 *   now: number }} Greeting
 * A scribe that was refused, by its id on the wire.
 * @typedef {{ id: number | null, code: number, message: string }} Rejection
 * What a response holds, told apart by its shape alone.
 * @typedef {{ kind: 'greeted', greeting: Greeting, relay: boolean }
 *   | { kind: 'page', scribes: import('./scribe-reader.js').WireScribe[], position: number, mark: string, more: boolean
 *   }
 *   | { kind: 'reset' } | { kind: 'pushed', position: number, rejected: Rejection[] }
 *   | { kind: 'value', json: string }} Result
 * Every message of version 2 that this client sends or understands. The id is the JSON text of a request's number.
 * @typedef {{ type: 'hello', id: string | null, greeting: Greeting }
 *   | { type: 'sync', id: string | null, from: import('../journal/cursor.js').Cursor | null, own: boolean, rejected:
 *   Rejection[] }
 *   | { type: 'ack', id: string | null, position: number, mark: string, rejected: Rejection[] }
 *   | { type: 'add_scribes', id: string | null, scribes: import('./scribe-reader.js').WireScribe[], position: number,
 *   mark: string }
 *   | { type: 'rpc' | 'noop', id: string | null } | { type: 'part', id: string | null, more: boolean, data: string }
 *   | { type: 'response', id: string | null, result: Result }
 *   | { type: 'error', id: string | null, code: number, message: string }
 *   | { type: 'later', id: string | null, unknown: true }} Message
 */

/** Scribes in one message, at most. */
export const MAX_SCRIBES = 16384;

/** Bytes of one message, at most. */
export const MAX_MESSAGE = 4 * 1024 * 1024;
