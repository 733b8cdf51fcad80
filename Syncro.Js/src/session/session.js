import { answer, close, malformed, request, send } from './acting.js';
import { begin, connected, welcomed } from './greeting.js';
import { NOT_READING, onPageTaken, onPush, onResult } from './reading.js';
import { moveOn, NOT_SERVING, onAck, onPageRead, onPushed, onSync, readOn } from './serving.js';

/**
 * One conversation with the server over one connection, as a pure machine: events in, effects out. Its two halves, what
 * we read and what we serve, know nothing of each other.
 * @param {import('./protocol.js').Terms} terms
 * @returns {Readonly<import('./protocol.js').Session>}
 */
export const newSession = terms =>
  Object.freeze({
    terms,
    phase: 'connecting',
    now: 0,
    openedAt: 0,
    heardAt: 0,
    sentAt: 0,
    nextId: 1,
    theirs: null,
    onlyOurs: true,
    reading: NOT_READING,
    serving: NOT_SERVING,
  });

/** Whether something received is being dealt with: no message is to be given to it meanwhile. */
export const isBusy = session => session.phase === 'attaching' || session.reading.taking !== null;

/**
 * The session after an event, and what is to be done, in order. A closed one does nothing.
 * @param {import('./protocol.js').Session} session @param {import('./protocol.js').SessionEvent} event
 * @returns {{ session: import('./protocol.js').Session, effects: import('./protocol.js').SessionEffect[] }}
 */
export function on(session, event) {
  const effects = [];
  if (session.phase === 'closed') return { session, effects };
  const next = happened('now' in event ? { ...session, now: event.now } : session, event, effects);
  return { session: next, effects };
}

function happened(session, event, effects) {
  switch (event.kind) {
    case 'opened':
      return connected(session, effects, event);
    case 'received':
      return onMessage({ ...session, heardAt: event.now }, effects, event.message);
    case 'failed':
      return close(session, effects, event.fault);
    case 'attached':
      return session.phase === 'attaching' ? begin(session, effects, event.known) : session;
    case 'pageRead':
      return session.phase === 'open' ? onPageRead(session, effects, event.page) : session;
    case 'pageTaken':
      return session.phase === 'open' ? onPageTaken(session, effects, event.rejected) : session;
    case 'headMoved':
      return session.phase === 'open' ?
          readOn({ ...session, serving: { ...session.serving, behind: true } }, effects)
        : session;
    default:
      return onTick(session, effects);
  }
}

function onMessage(session, effects, message) {
  if (message.type === 'error') {
    effects.push({ kind: 'close', fault: { code: message.code, message: message.message } });
    return { ...session, phase: 'closed' };
  }
  if (session.phase === 'greeting')
    return message.type === 'response' && message.result.kind === 'greeted' ?
        welcomed(session, effects, message.result)
      : close(session, effects, { code: 401, message: `'${message.type}' before the greeting` });
  switch (message.type) {
    case 'sync':
      return onSync(session, effects, message);
    case 'ack':
      return onAck(session, effects, message);
    case 'add_scribes':
      return onPush(session, effects, message);
    case 'response':
      return onResponse(session, effects, message);
    case 'noop':
      return answer(session, effects, message.id, { kind: 'value', json: 'true' });
    case 'rpc':
      return send(session, effects, {
        type: 'error',
        id: message.id,
        code: 404,
        message: 'no such class is exposed here',
      });
    case 'hello':
    case 'part':
      return close(session, effects, malformed(`'${message.type}' is not for an open version-2 session`));
    default:
      return send(session, effects, {
        type: 'error',
        id: message.id,
        code: 400,
        message: `message type '${message.type}' is not known here`,
      });
  }
}

function onResponse(session, effects, { id, result }) {
  if (session.reading.asked !== null && id === session.reading.asked) return onResult(session, effects, result);
  return result.kind === 'pushed' ? onPushed(session, effects, id, result) : session;
}

function onTick(session, effects) {
  const {
    now,
    terms: { timing },
  } = session;
  const late = message => close(session, effects, { code: 408, message });
  if (session.phase === 'greeting' || session.phase === 'attaching')
    return now - session.openedAt >= timing.greet ? late(`no greeting within ${timing.greet} ms`) : session;
  if (session.phase !== 'open') return session;
  if (now - session.heardAt >= timing.silence) return late(`silent for ${timing.silence} ms`);
  const overdue = overdueOf(session);
  if (overdue) return late(`${overdue} unanswered for ${timing.silence} ms`);
  const next = moveOn(session, effects);
  return now - next.sentAt >= timing.noop ? request(next, effects, { type: 'noop' }) : next;
}

function overdueOf({ now, reading, serving, terms: { timing } }) {
  return (
    reading.asked !== null && now - reading.askedAt >= timing.silence ? 'sync'
    : serving.unanswered.length > 0 && now - serving.unanswered[0].sentAt >= timing.silence ? 'add_scribes'
    : null
  );
}
