import assert from 'node:assert/strict';
import test from 'node:test';
import { pauseBefore } from '../src/client/backoff.js';
import { clientFor, newDatabase, until } from './clients.js';
import { createOf, FakeServer, stampOf } from './fake-server.js';

test('a first sync and what is pushed then are there, told, and acknowledged once on disk', async t => {
  const server = new FakeServer();
  [server.scribes, server.head] = [[createOf('n1', { title: 'Milk' }, 4096)], 4096];
  const client = clientFor(t, server);
  const progress = [];
  client.on('progress', value => progress.push(value.fraction));
  await client.whenInSync();
  assert.deepEqual(await client.model('Note').all(), [{ id: 'n1', title: 'Milk' }]);
  await until('all is read', () => progress.at(-1) === 1);
  server.push([createOf('n2', { title: 'Oat' }, 8192)], 8192);
  await until('it is acknowledged', () => server.heard.some(text => text.includes('"position":8192')));
  const stored = await client.store.database.get('meta', 'server/server/j-server');
  assert.equal(stored.seen.position, 8192);
  assert.equal(stored.own, false);
});

test('what is made offline is sent once there is a connection, in order', async t => {
  const server = new FakeServer();
  server.open = false;
  const client = clientFor(t, server);
  const notes = client.model('Note');
  await notes.create({ id: 'n1', title: 'Milk' });
  await notes.update('n1', { title: 'Oat' });
  await notes.destroy('n1');
  assert.equal(client.status.connected, false);
  await until('it is counted', () => client.status.pending === 3);
  await until('it says why', () => client.status.lastError);
  server.open = true;
  await client.whenInSync();
  assert.deepEqual(
    server.got.map(({ type }) => type),
    ['create', 'update', 'destroy'],
  );
  await notes.create({ id: 'n2' });
  assert.equal(client.status.inSync, false);
  await client.whenInSync();
  assert.equal(server.got.length, 4);
});

test('a second session goes on where the first was, and asks for its own until it has read to the end', async t => {
  const [server, database] = [new FakeServer(), newDatabase()];
  [server.scribes, server.head] = [[createOf('n1', {}, 4096)], 4096];
  const first = clientFor(t, server, { database });
  await until('it is read', async () => await first.model('Note').find('n1'));
  server.scribes = [];
  const syncs = () => server.heard.map(text => JSON.parse(text)).filter(({ type }) => type === 'sync');
  server.live.end();
  await until('it comes again', () => syncs().length === 2);
  await first.close();
  const again = clientFor(t, server, { database });
  await until('it reads', () => syncs().length === 3);
  await again.close();
  assert.deepEqual(
    syncs().map(({ from, own }) => [from?.position ?? null, own]),
    [
      [null, true],
      [4096, false],
      [4096, true],
    ],
  );
});

test('a token is asked for afresh each time, and one that is revoked is told', async t => {
  const server = new FakeServer();
  let [tokens, asked] = [['old', 'old', 'new'], 0];
  server.greets = ({ token }) => (token === 'new' ? null : { code: 401, message: 'the token was revoked' });
  const client = clientFor(t, server, { token: async () => tokens[Math.min(asked++, 2)] });
  const errors = [];
  client.on('lastError', error => error && errors.push(error.code));
  await client.whenInSync();
  assert.equal(asked, 3);
  assert.ok(errors.includes(401));
  assert.equal(client.status.lastError, null);
  server.live.tell({ type: 'error', code: 401, message: 'the token that this session began with was revoked' });
  await until('it says so', () => errors.filter(code => code === 401).length === 3);
});

test('a refused change is told with the change and the reason', async t => {
  const server = new FakeServer();
  server.refuses = ({ data }) => (data.title === 'no' ? { code: 403, message: 'this client may not' } : null);
  const client = clientFor(t, server);
  const refused = new Promise(resolve => client.on('refused', resolve));
  await client.whenInSync();
  await client.model('Note').create({ id: 'n1', title: 'yes' });
  await client.model('Note').create({ id: 'n2', title: 'no' });
  const { code, message, change } = await refused;
  assert.deepEqual(
    [code, message, change.type, change.id, change.data.title],
    [403, 'this client may not', 'create', 'n2', 'no'],
  );
});

test('a withdraw takes what the server had, and leaves what is ours since', async t => {
  const server = new FakeServer();
  const client = clientFor(t, server);
  const notes = client.model('Note');
  await notes.create({ id: 'n1', title: 'Milk' });
  await notes.create({ id: 'n2', title: 'Oat' });
  await until('both are there', () => server.got.length === 2);
  const taken = server.seen;
  await notes.update('n2', { price: 1 });
  const withdraw = (id, position) => ({
    klass: 'Note',
    type: 'withdraw',
    data: [id],
    id: position,
    taken,
    commit: true,
  });
  const gone = new Promise(resolve => notes.subscribe(change => change.type === 'destroy' && resolve(change.id)));
  server.push([withdraw('n1', 4096), withdraw('n2', 4097)], 4097);
  assert.equal(await gone, 'n1');
  await until('it is answered', () => server.heard.some(text => text.includes('"position":4097')));
  assert.equal(await client.store.database.get('records', ['Note', '"n1"']), undefined);
  const { created, registers } = await client.store.database.get('records', ['Note', '"n2"']);
  assert.deepEqual([created, registers.map(({ name }) => name)], ['', ['price']]);
});

test('a stamp too far ahead stops the link, and nothing is skipped', async t => {
  const server = new FakeServer();
  const client = clientFor(t, server);
  await client.whenInSync();
  server.open = false;
  server.push([createOf('n1', {}, 4096, stampOf(Date.now() + 90_000_000, 'other'))], 4096);
  await until('it is told', () => server.heard.some(text => text.includes('"code":425')));
  await until('it says so', () => !client.status.connected);
  assert.equal(await client.model('Note').find('n1'), null);
  const known = await client.store.database.get('meta', 'server/server/j-server');
  assert.equal(known.seen.position, 0);
});

test('an operation is played once, however often it comes', async t => {
  const server = new FakeServer();
  const client = clientFor(t, server);
  const lines = [];
  client.model('Log').subscribe(({ type, data }) => lines.push([type, data]));
  await client.whenInSync();
  const operation = position => ({
    klass: 'Log',
    type: 'append',
    data: { line: 'a' },
    id: position,
    at: stampOf(1000, 'other'),
    commit: true,
  });
  server.push([operation(4096)], 4096);
  server.push([operation(8192)], 8192);
  await until('both came', () => server.heard.some(text => text.includes('"position":8192')));
  assert.deepEqual(lines, [['append', { line: 'a' }]]);
});

test('the pause doubles up to its bound, and is anything below', () => {
  const bounds = [0, 1, 2, 3, 50].map(attempt => pauseBefore(attempt, () => 1, { min: 100, max: 700 }));
  assert.deepEqual(bounds, [100, 200, 400, 700, 700]);
  assert.equal(
    pauseBefore(3, () => 0),
    0,
  );
});

test("the network's coming back dials at once", async t => {
  const [server, page] = [new FakeServer(), new EventTarget()];
  server.open = false;
  const client = clientFor(t, server, { backoff: { min: 1e8, max: 1e9 }, browser: { page } });
  await until('it waits', () => client.status.lastError);
  server.open = true;
  page.dispatchEvent(new Event('online'));
  await client.whenInSync();
});

test('to a server that takes it for a relay it tells all that it holds, as one that lost data needs', async t => {
  const [server, database] = [new FakeServer(), newDatabase()];
  [server.scribes, server.head] = [[createOf('n1', { title: 'Milk' }, 4096)], 4096];
  const first = clientFor(t, server, { database });
  await first.model('Note').create({ id: 'n2' });
  await first.whenInSync();
  await first.close();
  assert.deepEqual(
    server.got.map(({ data }) => data.id),
    ['n2'],
  );
  const lost = new FakeServer();
  [lost.journal, lost.relay] = ['j-lost', true];
  const again = clientFor(t, lost, { database });
  await again.whenInSync();
  assert.deepEqual(new Set(lost.got.map(({ data }) => data.id)), new Set(['n1', 'n2']));
  assert.equal(lost.seen.position, (await again.store.journal()).head);
});

test('the browser is asked once to keep the storage', async t => {
  const [database, asked] = [newDatabase(), []];
  const storage = { persisted: async () => false, persist: async () => asked.push(1) > 0 };
  for (const promised of [true, false]) {
    const client = clientFor(t, new FakeServer(), { database, browser: { storage } });
    await until('it answered', () => client.status.persisted !== null);
    assert.equal(client.status.persisted, promised);
    await client.close();
  }
  assert.equal(asked.length, 1);
});

test('a network that is gone ends the connection at once, and one that is back is dialled at once', async t => {
  const [server, page] = [new FakeServer(), new EventTarget()];
  const client = clientFor(t, server, { browser: { page, document: null }, backoff: { min: 60_000, max: 60_000 } });
  await client.whenInSync();
  server.open = false;
  page.dispatchEvent(new Event('offline'));
  await until('it says so', () => client.status.lastError?.message === 'the network is gone');
  assert.equal(client.status.connected, false);
  server.open = true;
  await client.reconnect();
  await client.whenInSync();
});
