import { sameCursor, startOf } from '../journal/cursor.js';
import { answer, close, doing, malformed, request } from './acting.js';

// Our journal, read by the server: a cursor that moves over the log, never a buffer.

/**
 * Before the server's first `sync`. given: how far it was sent our journal; told: the position it was last told;
 * syncId: the
 * `sync` whose page is being read; live: its last `sync` was answered with `more: false`; busy: a page is being read;
 * superseded: and is passed over; behind: the log has more; movedAt: when it was last told a position that moved
 * without scribes; unanswered: pushes sent and not acknowledged, the oldest first.
 */
export const NOT_SERVING = Object.freeze({
  given: null,
  told: 0,
  syncId: null,
  lastSync: null,
  live: false,
  busy: false,
  superseded: false,
  behind: false,
  movedAt: -Infinity,
  unanswered: [],
});

const serve = (session, change) => ({ ...session, serving: { ...session.serving, ...change } });

const readGiven = (session, effects) =>
  doing(session, effects, { kind: 'read', from: session.serving.given, onlyOurs: session.onlyOurs });

export function onSync(session, effects, { id, from, rejected }) {
  const { serving } = session;
  if (serving.syncId !== null)
    return close(session, effects, { code: 429, message: 'a sync while another is being answered' });
  if (id !== null && id === serving.lastSync) return close(session, effects, malformed(`sync ${id} came twice`));
  refused(effects, rejected);
  const at = from ?? startOf(session.terms.journal);
  const given = serving.given !== null && sameCursor(serving.given.at, at) ? serving.given : { at, told: null };
  const next = serve(session, {
    given,
    told: at.position,
    syncId: id ?? 'null',
    lastSync: id ?? 'null',
    live: false,
    busy: true,
    superseded: serving.busy,
    behind: false,
  });
  return next.serving.superseded ? next : readGiven(next, effects);
}

export function onPageRead(session, effects, page) {
  const { serving } = session;
  if (serving.superseded) return readGiven(serve(session, { superseded: false }), effects);
  if (serving.syncId === null)
    return page === null ?
        close(session, effects, { code: 500, message: 'the log lost its own history' })
      : onLivePage(session, effects, page);
  const id = serving.syncId === 'null' ? null : serving.syncId;
  if (page === null) {
    const kept = { ...NOT_SERVING, unanswered: serving.unanswered, lastSync: serving.lastSync };
    return answer({ ...session, serving: kept }, effects, id, { kind: 'reset' });
  }
  effects.push({ kind: 'acknowledged', position: serving.given.at.position });
  const {
    scribes,
    next: {
      at: { position, mark },
    },
    more,
  } = page;
  const answered = answer(session, effects, id, { kind: 'page', scribes, position, mark, more });
  // What was committed while the page was read is found by reading once more: no hole between the two.
  return readOn(
    serve(answered, {
      given: page.next,
      told: position,
      syncId: null,
      busy: false,
      live: !more,
      behind: !more,
    }),
    effects,
  );
}

function onLivePage(session, effects, { scribes, next, more }) {
  const { serving, now, nextId, terms } = session;
  const { position, mark } = next.at;
  const read = { given: next, busy: false, behind: serving.behind || more };
  if (scribes.length === 0) {
    const onward = readOn(serve(session, read), effects);
    return onward.serving.busy ? onward : moveOn(onward, effects);
  }
  const pushed = serve(session, {
    ...read,
    told: position,
    unanswered: [...serving.unanswered, { id: `${nextId}`, position, sentAt: now }],
  });
  return readOn(request(pushed, effects, { type: 'add_scribes', scribes, position, mark }), effects);
}

/** Reads the next page where there is one and the window allows it. */
export function readOn(session, effects) {
  const { live, busy, behind, unanswered } = session.serving;
  if (!live || busy || !behind || unanswered.length >= session.terms.timing.window) return session;
  return readGiven(serve(session, { busy: true, behind: false }), effects);
}

/** Tells a position that moved without scribes: at once where nothing more is being read, but not too often. */
export function moveOn(session, effects) {
  const { serving, now, nextId, terms } = session;
  if (
    !serving.live ||
    serving.given.at.position === serving.told ||
    now - serving.movedAt < terms.timing.move ||
    serving.unanswered.length >= terms.timing.window
  )
    return session;
  const { position, mark } = serving.given.at;
  const moved = serve(session, {
    told: position,
    movedAt: now,
    unanswered: [...serving.unanswered, { id: `${nextId}`, position, sentAt: now }],
  });
  return request(moved, effects, { type: 'add_scribes', scribes: [], position, mark });
}

export function onAck(session, effects, { id, position, rejected }) {
  refused(effects, rejected);
  const next = answer(session, effects, id, { kind: 'value', json: 'true' });
  acknowledged(session, effects, position);
  return next;
}

export function onPushed(session, effects, id, { position, rejected }) {
  refused(effects, rejected);
  acknowledged(session, effects, position);
  // That one is acknowledged, and so is every one before it.
  const unanswered = session.serving.unanswered.filter(push => Number(push.id) > Number(id));
  return readOn(serve(session, { unanswered }), effects);
}

function acknowledged({ serving }, effects, position) {
  if (serving.given !== null && position <= serving.given.at.position) effects.push({ kind: 'acknowledged', position });
}

function refused(effects, rejected) {
  if (rejected.length > 0) effects.push({ kind: 'refused', rejected });
}
