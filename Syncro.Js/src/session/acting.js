// How the parts of a session go on: each returns the session after it and adds to what is to be done.

/** The session with one more thing to be done. */
export function doing(session, effects, effect) {
  effects.push(effect);
  return session;
}

export const send = (session, effects, message) =>
  doing({ ...session, sentAt: session.now }, effects, { kind: 'send', message });

/** Sends a request of our own under the next number. */
export const request = (session, effects, message) =>
  send({ ...session, nextId: session.nextId + 1 }, effects, { ...message, id: `${session.nextId}` });

export const answer = (session, effects, id, result) => send(session, effects, { type: 'response', id, result });

/** The link can't go on: the other side is told why. */
export function close(session, effects, fault) {
  effects.push({ kind: 'send', message: { type: 'error', id: null, ...fault } });
  effects.push({ kind: 'close', fault });
  return { ...session, phase: 'closed' };
}

export const malformed = message => ({ code: 400, message });
