import assert from 'node:assert/strict';
import test from 'node:test';
import { clientFor, newDatabase, until } from './clients.js';
import { FakeServer } from './fake-server.js';
import { leave, silent } from './moods.js';

const withdrawOf = (id, position, taken) => ({
  klass: 'Note',
  type: 'withdraw',
  data: [id],
  id: position,
  taken,
  commit: true,
});

const stored = (client, id) => client.store.database.get('records', ['Note', JSON.stringify(id)]);

test('a withdraw leaves an own edit that waits, which is sent; given back, the record is whole again', async t => {
  const server = new FakeServer();
  const client = clientFor(t, server);
  const notes = client.model('Note');
  await notes.create({ id: 'n1', title: 'Milk' });
  await client.whenInSync();
  const [create] = server.got;
  leave(server);
  await notes.update('n1', { price: 1 });
  [server.scribes, server.head, server.open] = [[withdrawOf('n1', 4096, server.seen)], 4096, true];
  await client.whenInSync();
  assert.equal(await notes.find('n1'), null);
  assert.deepEqual(
    server.got.slice(1).map(({ type, data }) => [type, data]),
    [['update', ['n1', { price: 1 }]]],
  );
  const [, { at: edited }] = server.got;
  const data = { ...create.data, price: 1 };
  server.push([{ ...create, id: 8192, data, stamps: { price: edited } }], 8192);
  await until('it is given back', () => notes.find('n1'));
  assert.deepEqual(await notes.find('n1'), { id: 'n1', price: 1, title: 'Milk' });
  await client.whenInSync();
  assert.equal(server.got.length, 2);
});

test('of an edit that the server took and did not answer, a withdraw after it leaves nothing', async t => {
  const [server, database] = [new FakeServer(), newDatabase()];
  const first = clientFor(t, server, { database });
  await first.model('Note').create({ id: 'n1', title: 'Milk' });
  await first.whenInSync();
  server.take = page => {
    FakeServer.prototype.take.call(server, page);
    leave(server);
    return [];
  };
  await first.model('Note').update('n1', { price: 1 });
  await until('it is away', () => !first.status.connected);
  assert.equal(first.status.pending, 1);
  await first.close();
  delete server.take;
  [server.scribes, server.head, server.open] = [[withdrawOf('n1', 4096, server.seen)], 4096, true];
  const again = clientFor(t, server, { database });
  await again.whenInSync();
  assert.equal(await stored(again, 'n1'), undefined);
  assert.equal(server.got.length, 2);
});

test('a refusal that comes after a reload is told with its change; of one not known here, without', async t => {
  const [server, database] = [new FakeServer(), newDatabase()];
  const { taken } = silent(server);
  const first = clientFor(t, server, { database });
  await first.model('Note').create({ id: 'n1', title: 'no' });
  await until('it is sent', () => taken.length === 1);
  const [[, { scribes, position, mark }]] = taken;
  await first.close();
  delete server.page;
  const again = clientFor(t, server, { database });
  const told = [];
  again.on('refused', one => told.push(one));
  await until('it is there', () => server.sockets.length === 2 && again.status.connected);
  assert.deepEqual(told, []);
  const rejected = [scribes[0].id, 4096 * 9999, null].map(id => ({ id, code: 403, message: 'may not' }));
  server.live.tell({ type: 'ack', id: 70, position, mark, rejected });
  await until('both are told', () => told.length === 2);
  assert.deepEqual(
    told.map(({ code, message, change }) => [code, message, change && [change.type, change.id, change.data.title]]),
    [
      [403, 'may not', ['create', 'n1', 'no']],
      [403, 'may not', null],
    ],
  );
  // Refused or not, the record stands until the server puts it right.
  assert.deepEqual(await again.model('Note').find('n1'), { id: 'n1', title: 'no' });
  server.push([withdrawOf('n1', 4096, { journal: server.hello.journal, position, mark })], 4096);
  await until('it is put right', async () => (await again.model('Note').find('n1')) === null);
});
