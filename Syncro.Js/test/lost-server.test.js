import assert from 'node:assert/strict';
import test from 'node:test';
import { clientFor, newDatabase, until } from './clients.js';
import { createOf, FakeServer } from './fake-server.js';
import { leave, silent } from './moods.js';

for (const relay of [false, true])
  test(`a server that lost its storage is told all that ${relay ? 'is here' : 'is ours'}, what waits too`, async t => {
    const [server, database] = [new FakeServer(), newDatabase()];
    [server.scribes, server.head] = [[createOf('theirs', { title: 'Milk' }, 4096)], 4096];
    const first = clientFor(t, server, { database });
    await first.model('Note').create({ id: 'sent' });
    await first.whenInSync();
    leave(server);
    await first.model('Note').create({ id: 'waits' });
    await first.model('Note').update('sent', { title: 'Oat' });
    await first.close();

    const lost = new FakeServer();
    [lost.journal, lost.relay] = ['j-lost', relay];
    const { taken, answer } = silent(lost);
    const again = clientFor(t, lost, { database });
    await until('it is sent', () => taken.length === 1);
    await until('all of it waits', () => again.status.pending === 3);
    assert.equal(again.status.inSync, false);
    answer();
    await again.whenInSync();
    const sync = JSON.parse(lost.heard.find(text => text.includes('"sync"')));
    assert.deepEqual([sync.from, sync.own], [null, true]);
    const whole = relay ? ['sent', 'theirs', 'waits'] : [];
    assert.deepEqual(
      lost.got.map(({ data }) => (Array.isArray(data) ? data[0] : data.id)),
      [...whole, 'sent', 'waits', 'sent'],
    );
    assert.deepEqual(lost.got.filter(({ at }) => at.endsWith('@other')).map(({ data }) => data.id), whole.slice(1, 2));
    assert.equal(lost.seen.position, (await again.store.journal()).head);
    assert.equal(again.status.pending, 0);
    assert.deepEqual((await again.model('Note').all()).map(({ id }) => id), ['sent', 'theirs', 'waits']);
  });

test('a client is not in sync with a server that lost its storage before that has answered', async t => {
  const [server, database] = [new FakeServer(), newDatabase()];
  const first = clientFor(t, server, { database });
  await first.model('Note').create({ id: 'n1' });
  await first.whenInSync();
  await first.close();

  const lost = new FakeServer();
  lost.journal = 'j-lost';
  const { taken, answer } = silent(lost);
  const again = clientFor(t, lost, { database });
  const answered = [];
  again.on('inSync', inSync => answered.push([inSync, taken.length]));
  await until('it is sent', () => taken.length === 1);
  await until('it waits', () => again.status.caughtUp && again.status.pending === 1);
  assert.deepEqual(answered, []);
  answer();
  await again.whenInSync();
  assert.deepEqual(answered, [[true, 0]]);
});

test('an operation of its own that comes back is not played again', async t => {
  const [server, database] = [new FakeServer(), newDatabase()];
  const first = clientFor(t, server, { database });
  await first.model('Log').record('append', { line: 'a' });
  await first.whenInSync();
  await first.close();
  [server.scribes, server.head] = [[{ ...server.got[0], id: 4096 }], 4096];
  const again = clientFor(t, server, { database });
  const lines = [];
  again.model('Log').subscribe(({ data }) => lines.push(data));
  await again.whenInSync();
  assert.deepEqual(lines, []);
});
