import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from '../src/scribes/json.js';
import { isBusy, newSession, on } from '../src/session/session.js';
import { TIMING } from '../src/session/protocol.js';
import { readMessage } from '../src/wire/message-reader.js';
import { writeMessage } from '../src/wire/message-writer.js';
import { readScribe } from '../src/wire/scribe-reader.js';
import { writeScribe } from '../src/wire/scribe-writer.js';
import { vectors } from './vectors.js';

const terms = server => ({
  client: 'leaf',
  journal: 'j-leaf',
  space: 'main',
  server,
  classes: ['Note'],
  token: 'token',
  timing: TIMING,
});

const text = ({ id, scribe, endsSet }) => writeScribe(id, scribe, endsSet);

function eventOf(told) {
  switch (told.kind) {
    case 'received':
      return { ...told, message: readMessage(told.text).message };
    case 'pageRead':
      return told.page === null ?
          told
        : {
            ...told,
            page: {
              scribes: told.page.scribes.map(scribe => readScribe(parse(scribe))),
              next: { at: told.page.at, told: null },
              more: told.page.more,
            },
          };
    default:
      return told;
  }
}

/** An effect as .NET tells it; null where it is one that this side alone has. */
function toldOf(effect) {
  switch (effect.kind) {
    case 'send':
      return { send: writeMessage(effect.message) };
    case 'attach':
      return { attach: { client: effect.greeting.client, journal: effect.greeting.journal } };
    case 'read':
      return { read: effect.from.at, onlyOurs: effect.onlyOurs };
    case 'take':
      return { take: effect.scribes.map(text), upto: effect.upto, own: effect.own };
    case 'acknowledged':
      return { acknowledged: effect.position };
    case 'told':
      return { told: effect.head };
    case 'ready':
      return { ready: true };
    case 'close':
      return { close: effect.fault.code };
    default:
      return null;
  }
}

/** Faults are worded by each side; what is compared is the code. */
const plain = ({ send, ...rest }) =>
  send === undefined ? rest : (
    { ...rest, send: send.startsWith('{"type":"error"') ? send.replace(/,"message":"(?:[^"\\]|\\.)*"/, '') : send }
  );

for (const [name, steps] of Object.entries(vectors('sessions')))
  test(`a session goes as on the other side: ${name}`, () => {
    let session = newSession(terms(steps[0].on.server));
    for (const { on: told, effects, busy, closed } of steps) {
      const step = on(session, eventOf(told));
      session = step.session;
      assert.deepEqual(
        step.effects
          .map(toldOf)
          .filter(effect => effect !== null)
          .map(plain),
        effects.map(plain),
        JSON.stringify(told),
      );
      assert.equal(session.phase === 'closed', closed);
      if (!closed) assert.equal(isBusy(session), busy);
    }
  });
