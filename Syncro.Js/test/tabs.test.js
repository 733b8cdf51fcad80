import assert from 'node:assert/strict';
import test from 'node:test';
import { clientFor, newDatabase, until } from './clients.js';
import { createOf, FakeServer } from './fake-server.js';
import { browserOf, Locks } from './locks.js';

test('of two tabs one has the connection, both have the records, and the next leads when it closes', async t => {
  const [server, database, locks] = [new FakeServer(), newDatabase(), new Locks()];
  const a = clientFor(t, server, { database, browser: browserOf(locks) });
  await a.whenInSync();
  const b = clientFor(t, server, { database, browser: browserOf(locks) });
  await b.whenInSync();
  assert.deepEqual([a.status.leading, b.status.leading, server.sockets.length], [true, false, 1]);

  const heard = [];
  b.model('Note').subscribe(change => heard.push(change.id));
  await a.model('Note').create({ id: 'n1' });
  await b.model('Note').create({ id: 'n2' });
  await until('both are sent', () => server.got.length === 2);
  server.push([createOf('n3', {}, 4096)], 4096);
  await until('all are heard of', () => heard.length === 3);
  assert.deepEqual(heard.sort(), ['n1', 'n2', 'n3']);
  assert.deepEqual(
    (await a.model('Note').all()).map(({ id }) => id),
    ['n1', 'n2', 'n3'],
  );

  await a.close();
  await until('the other leads', () => b.status.leading && b.status.connected);
  await b.model('Note').create({ id: 'n4' });
  await until('it is sent', () => server.got.some(({ data }) => data.id === 'n4'));
});

test('a tab that is frozen lets another lead, and stands again when it comes back', async t => {
  const [server, database, locks] = [new FakeServer(), newDatabase(), new Locks()];
  const [first, second] = [browserOf(locks), browserOf(locks)];
  const a = clientFor(t, server, { database, browser: first });
  await a.whenInSync();
  const b = clientFor(t, server, { database, browser: second });
  await b.whenInSync();
  first.document.dispatchEvent(new Event('freeze'));
  await until('the other leads', () => b.status.leading && b.status.connected);
  assert.equal(a.status.leading, false);
  first.document.dispatchEvent(new Event('resume'));
  second.page.dispatchEvent(new Event('pagehide'));
  await until('it leads again', () => a.status.leading && a.status.connected);
});

test('what is refused is told in every tab', async t => {
  const [server, database, locks] = [new FakeServer(), newDatabase(), new Locks()];
  server.refuses = () => ({ code: 403, message: 'no' });
  const a = clientFor(t, server, { database, browser: browserOf(locks) });
  await a.whenInSync();
  const b = clientFor(t, server, { database, browser: browserOf(locks) });
  await b.whenInSync();
  const refused = new Promise(resolve => b.on('refused', resolve));
  await b.model('Note').create({ id: 'n1' });
  assert.equal((await refused).change.id, 'n1');
});

for (const [name, happens] of [
  ['record', a => a.commit(set => set.create('Note', { id: 'n1' }))],
  ['take', (a, server) => server.push([createOf('n1', {}, 4096)], 4096)],
])
  test(`what a tab that closes has on disk last is heard of in the other: it was about to ${name}`, async t => {
    const [server, database, locks] = [new FakeServer(), newDatabase(), new Locks()];
    const a = clientFor(t, server, { database, browser: browserOf(locks) });
    await a.whenInSync();
    const b = clientFor(t, server, { database, browser: browserOf(locks) });
    await b.whenInSync();
    const heard = [];
    b.model('Note').subscribe(change => heard.push(change.id));
    const work = a.store[name].bind(a.store);
    let closed = null;
    a.store[name] = (...args) => {
      const done = work(...args);
      closed = a.close();
      return done;
    };
    await happens(a, server);
    await until('it closes', () => closed !== null);
    await closed;
    assert.deepEqual(await b.model('Note').find('n1'), { id: 'n1' });
    await until('it is heard of', () => heard.length > 0);
    assert.deepEqual(heard, ['n1']);
  });
