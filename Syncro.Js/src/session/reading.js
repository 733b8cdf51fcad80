import { answer, close, doing, malformed, request } from './acting.js';
import { readOn } from './serving.js';

// The server's journal, read by us: one page or push at a time.

/** Before the first `sync`: nothing is seen or asked, nothing is being recorded, and the server doesn't push. */
export const NOT_READING = Object.freeze({
  seen: null,
  own: false,
  asked: null,
  askedAt: 0,
  taking: null,
  live: false,
});

/** Asks for what follows a cursor. */
export function ask(session, effects, from, own, rejected) {
  const reading = {
    ...session.reading,
    seen: from,
    own,
    asked: `${session.nextId}`,
    askedAt: session.now,
    taking: null,
  };
  return request({ ...session, reading }, effects, { type: 'sync', from, own, rejected });
}

/** The answer to our `sync`. */
export function onResult(session, effects, result) {
  const asked = { ...session, reading: { ...session.reading, asked: null } };
  const seen = session.reading.seen;
  if (result.kind === 'reset' && seen !== null) return ask(asked, effects, null, true, []);
  if (result.kind !== 'page' || result.position < (seen?.position ?? 0))
    return close(session, effects, malformed('an answer to sync that is none'));
  const { scribes, position, mark, more } = result;
  return take(asked, effects, { scribes, upto: cursorIn(session, position, mark), more, pushId: null });
}

const cursorIn = (session, position, mark) => ({ journal: session.theirs.journal, position, mark });

export function onPush(session, effects, { id, scribes, position, mark }) {
  const { live, seen } = session.reading;
  if (!live) return close(session, effects, malformed('add_scribes before the catch-up ended'));
  const at = seen?.position ?? 0;
  // A cause that is spread over several pushes keeps the position before it until its last.
  return position > at || (position === at && scribes.length > 0) ?
      take(session, effects, { scribes, upto: cursorIn(session, position, mark), more: false, pushId: id ?? 'null' })
    : answer(session, effects, id, { kind: 'pushed', position: at, rejected: [] });
}

/** Has what came recorded, and how far it went; more: whether more of a catch-up is to come. */
export function take(session, effects, { scribes, upto, more, pushId }) {
  // A page of a catch-up is before the head that the greeting told.
  if (upto.position > session.theirs.head) effects.push({ kind: 'told', head: upto });
  return doing({ ...session, reading: { ...session.reading, taking: { upto, more, pushId } } }, effects, {
    kind: 'take',
    scribes,
    upto,
    own: session.reading.own && more,
  });
}

/** What was received is on disk: the server may know. */
export function onPageTaken(session, effects, rejected) {
  const { reading } = session;
  if (reading.taking === null) return session;
  const { upto, more, pushId } = reading.taking;
  if (more) return readOn(ask(session, effects, upto, reading.own, rejected), effects);
  const next = { ...session, reading: { ...reading, seen: upto, own: false, live: true, taking: null } };
  if (!reading.live) effects.push({ kind: 'live' });
  const told =
    pushId === null ?
      request(next, effects, { type: 'ack', position: upto.position, mark: upto.mark, rejected })
    : answer(next, effects, pushId === 'null' ? null : pushId, { kind: 'pushed', position: upto.position, rejected });
  return readOn(told, effects);
}
