import { startOf } from '../journal/cursor.js';
import { close, doing, request } from './acting.js';
import { ask, take } from './reading.js';

// Who are you: nothing else is served before both sides know.

const PROTOCOL = 2;

/** The connection is up: we greet. */
export function connected(session, effects, { now, head, seen }) {
  const { space, client, token, journal, classes } = session.terms;
  const next = { ...session, phase: 'greeting', openedAt: now, heardAt: now, sentAt: now };
  const greeting = {
    protocol: PROTOCOL,
    space,
    client,
    token,
    journal,
    head: head.position,
    mark: head.mark,
    seen,
    features: [],
    classes,
    now,
  };
  return request(next, effects, { type: 'hello', greeting });
}

/** The server has answered. */
export function welcomed(session, effects, { greeting: theirs, relay }) {
  const fault = faultOf(session, theirs);
  return fault ?
      close(session, effects, fault)
    : doing({ ...session, phase: 'attaching', theirs, onlyOurs: !relay }, effects, {
        kind: 'attach',
        greeting: theirs,
      });
}

function faultOf({ terms, now }, theirs) {
  const apart = Math.abs(theirs.now - now);
  return (
    terms.server !== null && theirs.client !== terms.server ?
      { code: 401, message: `'${terms.server}' was dialled and '${theirs.client}' answered` }
    : theirs.protocol !== PROTOCOL ? { code: 426, message: `protocol ${theirs.protocol} is not ${PROTOCOL}` }
    : theirs.space !== terms.space ? { code: 403, message: `space '${theirs.space}' is not served here` }
    : theirs.client === terms.client ? { code: 409, message: `'${theirs.client}' is this client's own GUID` }
    : apart > terms.timing.maxClockDrift ?
      { code: 425, message: `clocks differ by ${apart} ms, more than ${terms.timing.maxClockDrift}` }
    : null
  );
}

/** Both know each other: both ask. */
export function begin(session, effects, known) {
  const { theirs, terms } = session;
  const covered = terms.classes.every(name => known.classes.includes(name));
  const seen = covered ? known.seen : null;
  const open = { ...session, phase: 'open' };
  effects.push({ kind: 'told', head: { journal: theirs.journal, position: theirs.head, mark: theirs.mark } });
  effects.push({ kind: 'ready' });
  const report = message => effects.push({ kind: 'report', fault: { code: 0, message } });
  if (theirs.seen !== null && theirs.seen.journal === terms.journal && !known.knowsUs) {
    report(
      `this client lost data: '${theirs.client}' had read its journal up to ${theirs.seen.position}, and that is not in it`,
    );
    return beginAnew(open, effects);
  }
  if (theirs.seen !== null && theirs.seen.position > 0 && theirs.seen.journal !== terms.journal)
    report(
      `this client lost its storage, or another runs with its GUID: '${theirs.client}' had read another journal of it`,
    );
  return ask(open, effects, seen, seen === null || known.own, []);
}

/**
 * We lost what it has of us, and read it from the beginning: a copy of us may have read past it. That we ask for our
 * own has to be on disk first, for it too begins anew with what we have, and then can't tell us any more.
 */
const beginAnew = (session, effects) =>
  take({ ...session, reading: { ...session.reading, own: true } }, effects, {
    scribes: [],
    upto: startOf(session.theirs.journal),
    more: true,
    pushId: null,
  });
