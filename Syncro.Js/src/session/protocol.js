/**
 * What a session is opened with. Times are milliseconds.
 * @typedef {{ client: string, journal: string, space: string, server: string | null, classes: string[], token: string |
 *   null,
 *   timing: Timing }} Terms
 * @typedef {{ greet: number, noop: number, silence: number, move: number, window: number, maxClockDrift: number }}
 *   Timing
 * What is known of the server and its journal: how far it was read and under which classes, whether our own scribes are
 * still asked for, whether what it has seen of our journal is of our history.
 * @typedef {{ seen: import('../journal/cursor.js').Cursor | null, classes: string[], own: boolean, knowsUs: boolean }}
 *   Known
 * @typedef {{ kind: 'opened', now: number, head: import('../journal/cursor.js').Cursor, seen:
 *   import('../journal/cursor.js').Cursor | null }
 *   | { kind: 'received', message: import('../wire/messages.js').Message, now: number }
 *   | { kind: 'attached', known: Known, now: number }
 *   | { kind: 'failed', fault: Fault }
 *   | { kind: 'pageRead', page: import('../journal/pages.js').Page | null, now: number }
 *   | { kind: 'pageTaken', rejected: import('../wire/messages.js').Rejection[], now: number }
 *   | { kind: 'headMoved' } | { kind: 'tick', now: number }} SessionEvent
 * A session: terms, times as events told them, the next request of ours, who is at the other end, whether that takes only
 * what we originated, and its two halves.
 * @typedef {{ terms: Terms, phase: 'connecting' | 'greeting' | 'attaching' | 'open' | 'closed', now: number,
 *   openedAt: number, heardAt: number, sentAt: number, nextId: number, onlyOurs: boolean,
 *   theirs: import('../wire/messages.js').Greeting | null, reading: any, serving: any }} Session
 * @typedef {{ code: number, message: string }} Fault
 * @typedef {{ kind: 'send', message: import('../wire/messages.js').Message }
 *   | { kind: 'attach', greeting: import('../wire/messages.js').Greeting }
 *   | { kind: 'read', from: import('../journal/pages.js').PageCursor, onlyOurs: boolean }
 *   | { kind: 'take', scribes: import('../wire/scribe-reader.js').WireScribe[], upto:
 *   import('../journal/cursor.js').Cursor, own: boolean }
 *   | { kind: 'acknowledged', position: number } | { kind: 'told', head: import('../journal/cursor.js').Cursor }
 *   | { kind: 'refused', rejected: import('../wire/messages.js').Rejection[] }
 *   | { kind: 'report', fault: Fault } | { kind: 'ready' } | { kind: 'live' } | { kind: 'close', fault: Fault }}
 *   SessionEffect
 */

/** The limits of a session, as a node has them by default. @type {Timing} */
export const TIMING = Object.freeze({
  greet: 5_000,
  noop: 15_000,
  silence: 45_000,
  move: 1_000,
  window: 8,
  maxClockDrift: 24 * 60 * 60 * 1000,
});
